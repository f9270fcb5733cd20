"""The desk at a size: queue, search and pages among a million incidents of fifty vendors.

    bin/bench desk             a million incidents, five thousand customers; a quarter of an hour
    bin/bench desk --quick     a hundredth of that, to see that everything works
    bin/bench desk --peer      only the list beside django-helpdesk's, with 100,000 rows each

PostgreSQL and Valkey of its own are started, with a fresh database filled with rows that the real
code has made and SQL has multiplied. Pages are asked for through the whole stack of middleware by
somebody who is signed in; what is timed is the server's work. Beside each time stands the processor
time in it, which a busy computer stretches less. Two processes take mail in, from the bytes to the
commit. django-helpdesk is installed by pip into an environment of its own under .data/bench; where
that cannot be, the ratio is left out.
"""

import argparse
import importlib
import sys

from bench.clocks import HOME, own_server
from portal.embedded.servers import start_valkey, stop_valkey


def main() -> None:
    """This function will run everything and exit with 1 if a bound is missed."""
    arguments = argparse.ArgumentParser(prog="bin/bench desk")
    arguments.add_argument("--quick", action="store_true", help="a hundredth of the size")
    arguments.add_argument("--peer", action="store_true", help="only beside django-helpdesk")
    asked = arguments.parse_args()
    try:
        with own_server(REDIS_URL=start_valkey(HOME)):
            # Models can be imported only now.
            program = importlib.import_module("bench._desk_run")
            reached = program.run(quick=asked.quick, peer_only=asked.peer)
    finally:
        stop_valkey(HOME)
    sys.exit(not reached)


if __name__ == "__main__":
    main()
