"""Servers to develop against: start them, print how to reach them, stop at Ctrl-C."""

import shlex
import signal
import sys

from portal.embedded.testing import start
from portal.embedded.trouble import Trouble


def main() -> int:
    try:
        services = start()
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    for name, value in services.environment().items():
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
    sys.stdout.flush()
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    services.stop()
    return 0


if __name__ == "__main__":
    # Blocked, not handled: sigwait takes them one at a time.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    sys.exit(main())
