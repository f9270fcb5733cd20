"""One process of the benchmark, so that its memory and its core are its own.

    python -m bench._availability_child <place> <of>    close every so many-th chunk of contracts

It says "ready", waits for a line, and answers with one line of JSON.
"""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from availability.services.closing import close_months  # noqa: E402 - models need the set-up above
from bench._availability_world import AFTER, MONTH, SLUG  # noqa: E402 - models need the set-up above
from contracts.models import Contract  # noqa: E402 - models need the set-up above
from portal.tenancy.models import Membership, Vendor  # noqa: E402 - models need the set-up above
from portal.tenancy.roles import Role  # noqa: E402 - models need the set-up above
from portal.tenancy.scope import vendor_scope  # noqa: E402 - models need the set-up above

CHUNK = 200


def closed(place: int, of: int) -> int:
    """This function will close its share of the contracts' months."""
    vendor, count = Vendor.objects.get(slug=SLUG), 0
    with vendor_scope(vendor):
        by = Membership.objects.select_related("person", "vendor").get(role=Role.ADMINISTRATOR)
        keys = list(Contract.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(place * CHUNK, len(keys), of * CHUNK):
            rows = list(Contract.objects.filter(pk__in=keys[start : start + CHUNK]))
            count += len(close_months(by=by, month=MONTH, contracts=rows, at=AFTER))
    return count


def most_memory() -> float:
    """This function will return this program's peak in MiB; getrusage would tell its starter's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak) / 1024


def main() -> None:
    """This function will do what it is told, once it is told to begin."""
    place, of = map(int, sys.argv[1:])
    print("ready", flush=True)
    sys.stdin.readline()
    used = time.process_time()
    answer = {"closed": closed(place, of)}
    print(json.dumps(answer | {"cpu": time.process_time() - used, "mebibytes": most_memory()}))


if __name__ == "__main__":
    main()
