"""Asked by the containers: is this part of the portal well? Exit status 0 says yes."""

import http.client
import os
import socket
import sys
import time
from pathlib import Path

SCHEDULES = "beat-schedule*"
LONGEST_SILENCE_SECONDS = 600


def main(part: str) -> int:
    is_well = {"web": web, "beat": beat, "mailin": mailin}[part]
    return 0 if is_well() else 1


def web() -> bool:
    """This function will ask the portal itself whether it is ready."""
    # It answers to its public names only.
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    connection.request("GET", "/readyz", headers={"Host": host})
    return connection.getresponse().status == http.HTTPStatus.OK


def beat() -> bool:
    """This function will look when beat last wrote its schedule down."""
    written = [path.stat().st_mtime for path in Path("/tmp").glob(SCHEDULES)]  # noqa: S108  its tmpfs
    return bool(written) and time.time() - max(written) < LONGEST_SILENCE_SECONDS


def mailin() -> bool:
    """This function will knock at the door for mail, and leave when it is opened."""
    with socket.create_connection(("127.0.0.1", 8024), timeout=4) as connection:
        return connection.recv(3) == b"220"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
