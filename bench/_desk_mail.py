"""Mail taken in by two processes at once: what the listener does, from the bytes to the commit."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

from bench._clocks_run import Verdicts
from portal.embedded.home import CHECKOUT

PROCESSES = 2  # one for each core
BOUND = 50  # mails a second
SERVER = {"MAILIN_DOMAIN": "in.example.net", "MAILIN_AUTHSERV_IDS": "mx.example.net"}


def mails(verdicts: Verdicts, name: str, count: int) -> None:
    """This function will have mails taken in, half of them reports, all by one vendor."""
    print(f"\nmail in: {count:,} by {PROCESSES} processes, half reports, half answers, committed")
    children = [_child(name, share, count // PROCESSES) for share in range(PROCESSES)]
    for child in children:
        if child.stdout is None or child.stdout.readline() != "ready\n":
            sys.exit("A process that takes mail in did not start.")
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    answers = [json.loads(child.communicate()[0]) for child in children]
    taken = sum(answer["taken"] for answer in answers)
    cpu = sum(answer["cpu"] for answer in answers)
    rate = taken / max(answer["seconds"] for answer in answers)
    print(f"  {cpu * 1000 / taken:.1f} ms of the processes' own processor time each")
    verdicts.say("mails a second", f"{rate:.0f}", f"at least {BOUND}", reached=rate >= BOUND)


def _child(name: str, share: int, count: int) -> subprocess.Popen[str]:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return subprocess.Popen(
        [sys.executable, "-m", "bench._desk_child", str(share), str(PROCESSES), str(count)],
        cwd=CHECKOUT,
        env=os.environ | SERVER | {"DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
