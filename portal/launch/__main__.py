"""What bin/up, bin/test and bin/check hand over to once `.venv` is there."""

import argparse
import os
import sys
from typing import NoReturn

from portal.embedded.trouble import Trouble
from portal.launch.check import check
from portal.launch.proof import prove
from portal.launch.up import up

USUAL_PORT = "8000"
LAST_PORT = 65535


def main(arguments: list[str]) -> int:
    command, *rest = arguments
    try:
        if command == "test":
            return prove(rest)
        if command == "check":
            return check()
        options = _options(rest)
        return up(port=options.port, check=options.check)
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
    except OSError as error:
        sys.stderr.write(f"Sundial cannot go on: {error}.\n")
    return 1


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Trouble(f"{self.prog}: {message} (bin/up --help says what there is).")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="bin/up", description="Run Sundial on this computer.")
    parser.add_argument("--check", action="store_true", help="prove that it runs, then stop")
    parser.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("PORT", USUAL_PORT),
        help="the port to serve on (default: PORT, or 8000)",
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port between 1 and {LAST_PORT}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
