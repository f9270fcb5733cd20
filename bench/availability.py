"""Months at a size: what one takes, and closing ten thousand contracts' with two hundred outages.

    bin/bench availability            10,000 contracts; some minutes, most of them filling tables
    bin/bench availability --quick    a fiftieth of that, to see that everything works

A PostgreSQL of its own is started, as for `bin/bench clocks`, with a fresh database. Two processes
close the months of one vendor side by side, so that each has a core and its memory is its own.
"""

import argparse
import importlib
import sys

from bench.clocks import own_server


def main() -> None:
    """This function will run everything and exit with 1 if a bound is missed."""
    arguments = argparse.ArgumentParser(prog="bin/bench availability")
    arguments.add_argument("--quick", action="store_true", help="a fiftieth of the contracts")
    asked = arguments.parse_args()
    with own_server():
        # Models can be imported only now.
        reached = importlib.import_module("bench._availability_run").run(quick=asked.quick)
    sys.exit(not reached)


if __name__ == "__main__":
    main()
