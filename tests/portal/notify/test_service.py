"""Mail through a service that anymail knows: away, refusing one mail, taking the rest (CO-08)."""

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from portal.environment import mailer_at
from portal.notify.models import OutgoingMail
from portal.notify.services import post, send_due
from tests.cast import Site
from tests.factories import MONDAY


class Postmark(BaseHTTPRequestHandler):
    """As much of Postmark's interface as a mail needs; it refuses one address."""

    taken: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        refused = mail["To"] == "person-0@example.org"
        if not refused:
            self.taken.append(mail)
        code = {"ErrorCode": 300, "Message": "Inactive"} if refused else {"ErrorCode": 0}
        said = {"To": mail["To"], "MessageID": "m-1", "Message": "OK"} | code
        body = json.dumps(said).encode()
        self.send_response(422 if refused else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[int]:
    Postmark.taken.clear()
    server = HTTPServer(("127.0.0.1", 0), Postmark)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def through(port: int, settings: Any) -> None:
    url = f"anymail+postmark://?server_token=t&api_url=http://127.0.0.1:{port}/"
    settings.MAILERS = {"default": mailer_at(url, Path())}


def put(site: Site) -> None:
    for number in range(3):
        post(
            vendor=site.vendor,
            key=f"incident-{number}",
            recipient=f"person-{number}@example.org",
            subject="Your incident",
            text="We have it.",
            at=MONDAY,
        )


def test_one_mail_that_is_refused_holds_up_no_other(
    lumeon: Site, service: int, settings: Any
) -> None:
    through(service, settings)
    put(lumeon)

    assert send_due(at=MONDAY) == 2

    assert [mail["To"] for mail in Postmark.taken] == [
        "person-1@example.org",
        "person-2@example.org",
    ]
    assert "HtmlBody" in Postmark.taken[0]
    assert Postmark.taken[0]["TextBody"] == "We have it."
    left = OutgoingMail.objects.get(sent_at=None)
    assert (left.recipient, left.tries) == ("person-0@example.org", 1)
    assert left.problem


def test_a_service_that_is_away_is_asked_once_a_look(lumeon: Site, settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    through(port, settings)
    put(lumeon)

    assert send_due(at=MONDAY) == 0

    assert sorted(OutgoingMail.objects.values_list("tries", flat=True)) == [0, 0, 1]
