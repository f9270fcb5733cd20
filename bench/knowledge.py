"""Articles at a size: searching 200,000 of 50 vendors behind row-level security.

    bin/bench knowledge            50 vendors with 4,000 articles each; some minutes of filling
    bin/bench knowledge --quick    five vendors, to see that everything works

A PostgreSQL of its own is started, as for `bin/bench clocks`, with a fresh database. Texts are
drawn from 20,000 words as often as words are in a language: the commonest stand in every other
article. Bounds are absolute: nothing else searches behind our fences.
"""

import argparse
import importlib
import sys

from bench.clocks import own_server


def main() -> None:
    """This function will run everything and exit with 1 if a bound is missed."""
    arguments = argparse.ArgumentParser(prog="bin/bench knowledge")
    arguments.add_argument("--quick", action="store_true", help="a tenth of the vendors")
    asked = arguments.parse_args()
    with own_server():
        # Models can be imported only now.
        reached = importlib.import_module("bench._knowledge_run").run(quick=asked.quick)
    sys.exit(not reached)


if __name__ == "__main__":
    main()
