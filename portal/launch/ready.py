"""Whether the running portal answers, asked through HTTP as a person's browser would."""

import http.client
import time
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from portal.embedded.trouble import Trouble

DEADLINE_SECONDS = 90
REDIRECTS = 5


def wait_until_ready(port: int, between: Callable[[], None]) -> None:
    """This function will return once /readyz says so, calling `between` while it waits.

    :raises Trouble: if it does not within the deadline, with its last answer.
    """
    deadline = time.monotonic() + DEADLINE_SECONDS
    answer = "no answer"
    while time.monotonic() < deadline:
        between()
        try:
            status, _, body = _get(port, "/readyz")
        except (OSError, http.client.HTTPException) as error:
            answer = str(error)
        else:
            if status == http.HTTPStatus.OK:
                return
            answer = f"{status}: {body[:300]}"
        time.sleep(0.2)
    raise Trouble(f"The portal was not ready after {DEADLINE_SECONDS} s; /readyz: {answer}")


def check_sign_in_page(port: int) -> None:
    """This function will follow a visitor from the front door to the form for signing in."""
    path = "/"
    for _ in range(REDIRECTS):
        status, location, body = _get(port, path)
        if status == http.HTTPStatus.OK and 'type="password"' in body:
            return
        if not location:
            raise Trouble(f"The sign-in page is not there: {path} answered {status}.")
        there = urlsplit(urljoin(path, location))
        path = f"{there.path}?{there.query}" if there.query else there.path
    raise Trouble(f"The sign-in page is not there: / leads on and on, last to {path}.")


def _get(port: int, path: str) -> tuple[int, str, str]:
    # Not urllib: its answer would depend on the proxies of the environment.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        return answer.status, answer.getheader("Location", ""), body
    finally:
        connection.close()
