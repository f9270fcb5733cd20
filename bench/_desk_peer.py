"""django-helpdesk beside us: installed apart, filled with as many tickets, asked in turn."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench._clocks_database import fresh
from bench.clocks import HOME
from portal.embedded.home import CHECKOUT

NAME = "sundial_bench_helpdesk"
PLACE = HOME.root / "helpdesk"
NEEDED = ("django-helpdesk==2.6.1", "psycopg[binary]")


@dataclass
class Peer:
    """Their list, asked for line by line in a process of its own."""

    child: subprocess.Popen[str]
    version: str
    queries: int

    def ask(self, name: str) -> tuple[float, float]:
        """This method will have them show a list: how long the page took, and its rows."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(f"{name}\n")
        self.child.stdin.flush()
        page, rows = json.loads(self.child.stdout.readline())
        return page, rows


def peer_of(stack: ExitStack, rows: int) -> Peer | str:
    """This function will return the peer with so many tickets, or why there is none."""
    python = PLACE / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(PLACE)],
        [str(python), "-m", "pip", "install", "--quiet", *NEEDED],
    ):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError) as fault:
            return f"django-helpdesk cannot be installed here ({type(fault).__name__})"
    stack.enter_context(fresh(NAME))
    url = urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{NAME}").geturl()
    child = subprocess.Popen(
        [str(python), str(CHECKOUT / "bench" / "_desk_helpdesk.py"), url, str(rows)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    stack.callback(child.wait)
    stack.callback(child.kill)
    assert child.stdout is not None
    said = child.stdout.readline()
    if not said:
        return "django-helpdesk did not start"
    about = json.loads(said)
    return Peer(child, about["version"], about["queries"])
