"""Contracts at a size: what one is entitled to, and ten thousand invoices from a file.

    bin/bench contracts            fifty customers, 10,000 invoices; about two minutes
    bin/bench contracts --quick    a tenth of the invoices, to see that everything works

A PostgreSQL of its own is started, as for `bin/bench clocks`, with a fresh database. Files are
checked and stored in a process of their own, so that its memory is its own. Bounds are absolute:
nothing else reads our rules, so there is no peer to stand beside.
"""

import argparse
import importlib
import sys

from bench.clocks import own_server


def main() -> None:
    """This function will run everything and exit with 1 if a bound is missed."""
    arguments = argparse.ArgumentParser(prog="bin/bench contracts")
    arguments.add_argument("--quick", action="store_true", help="a tenth of the invoices")
    asked = arguments.parse_args()
    with own_server():
        # Models can be imported only now.
        reached = importlib.import_module("bench._contracts_run").run(quick=asked.quick)
    sys.exit(not reached)


if __name__ == "__main__":
    main()
