"""One process of the benchmark, so that its memory and its core are its own.

    python -m bench._clocks_child sweep <instant>
    python -m bench._clocks_child replay <after> <incidents>

It says "ready", waits for a line, and answers with one line of JSON.
"""

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from portal.tenancy.models import Vendor  # noqa: E402 - models need the set-up above
from sla.replay import replay  # noqa: E402 - models need the set-up above
from sla.tasks import take_all  # noqa: E402 - models need the set-up above


def swept(at: str) -> dict[str, Any]:
    """This function will take all that is due."""
    return {"taken": take_all(at=datetime.fromisoformat(at))}


def replayed(after: str, most: str) -> dict[str, Any]:
    """This function will replay incidents from a key on, about as many as asked for."""
    incidents = differences = 0
    for part in replay(Vendor.objects.get(slug="lumeon"), after=int(after)):
        incidents += part.incidents
        differences += len(part.differences)
        if incidents >= int(most):
            break
    return {"incidents": incidents, "differences": differences}


def _most_memory() -> int:
    """This function will return this program's peak in KiB; getrusage would tell its starter's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    """This function will do what it is told, once it is told to begin."""
    what, *arguments = sys.argv[1:]
    if what == "sweep":
        take_all(at=datetime.fromisoformat("2026-01-01T00:00+00:00"))  # connect, and take nothing
    print("ready", flush=True)
    sys.stdin.readline()
    began, used = time.perf_counter(), time.process_time()
    answer = swept(*arguments) if what == "sweep" else replayed(*arguments)
    answer["seconds"] = time.perf_counter() - began
    answer["cpu"] = time.process_time() - used
    answer["mebibytes"] = _most_memory() / 1024
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
