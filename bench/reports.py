"""Monthly reports at a size: one with two thousand incidents, and a thousand as PDF.

    bin/bench reports            2,000 incidents, 1,000 reports; some minutes
    bin/bench reports --quick    a fiftieth of that, to see that everything works

A PostgreSQL of its own is started, as for `bin/bench clocks`, with fresh databases. Two processes
issue the reports of one vendor side by side, so that each has a core and its memory is its own.
"""

import argparse
import importlib
import sys

from bench.clocks import own_server


def main() -> None:
    """This function will run everything and exit with 1 if a bound is missed."""
    arguments = argparse.ArgumentParser(prog="bin/bench reports")
    arguments.add_argument("--quick", action="store_true", help="a fiftieth of the size")
    asked = arguments.parse_args()
    with own_server():
        # Models can be imported only now.
        reached = importlib.import_module("bench._reports_run").run(quick=asked.quick)
    sys.exit(not reached)


if __name__ == "__main__":
    main()
