"""Asking an address whether it answers as it should: one request, bounded in time and size.

Redirects are answers like any other and are not followed. The whole question, with the name, the
handshake and a body that drips, takes no longer than its timeout.
"""

import http.client
import io
import math
import socket
import ssl
import time
from collections.abc import Buffer, Iterator
from concurrent.futures import TimeoutError as NobodySays
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult

from django.conf import settings

from availability.addresses import checked_url, port_of, resolve
from portal.kernel.refusal import Refusal

MOST_BODY = 256 * 1024  # bytes; the expected words stand in them, or do not count
REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, and what a good answer is."""

    url: str
    timeout: int  # seconds, for all of it
    expected_status: int = 200
    expected_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether the answer was good, in words, and how long it took."""

    is_good: bool
    words: str
    milliseconds: int | None = None  # None: there was no complete answer
    certificate_ends_at: datetime | None = None


class Timed:
    """A socket on which everything together must be done by one instant."""

    def __init__(self, address: str, port: int, deadline: float) -> None:
        """This function will connect."""
        self._deadline = deadline
        self.plain: socket.socket = socket.create_connection((address, port), self.left())

    def left(self) -> float:
        """This function will return how many seconds are left.

        :raises TimeoutError: if none are.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def secure(self, host: str, context: ssl.SSLContext) -> None:
        """This function will speak TLS from here on."""
        self.plain.settimeout(self.left())
        self.plain = context.wrap_socket(self.plain, server_hostname=host)

    def certificate_ends_at(self) -> datetime | None:
        """This function will return when the other side's certificate ends, if it has one."""
        if not isinstance(self.plain, ssl.SSLSocket):
            return None
        ends = (self.plain.getpeercert() or {}).get("notAfter")
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) if ends else None

    def sendall(self, data: bytes) -> None:
        """This function will send everything."""
        self.plain.settimeout(self.left())
        self.plain.sendall(data)

    def makefile(self, _: str) -> io.BufferedReader:
        """This function will return what comes back, for http.client to read."""
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """This function will do nothing: http.client closes before all is read."""


class _Incoming(io.RawIOBase):
    def __init__(self, timed: Timed) -> None:
        super().__init__()
        self._timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        self._timed.plain.settimeout(self._timed.left())
        return self._timed.plain.recv_into(memoryview(buffer))


def ask(question: Question, *, context: ssl.SSLContext | None = None) -> Answer:
    """This function will ask once and judge the answer; what goes wrong is an answer too."""
    began = time.monotonic()
    try:
        parts = checked_url(question.url)
        with _connected(parts, began + question.timeout, context) as timed:
            status, body = _get(parts, timed)
            took = math.ceil((time.monotonic() - began) * 1000)
            trouble = _trouble(question, status, body)
            return Answer(
                is_good=not trouble,
                words=trouble or f"Answered {status} in {took:,} ms",
                milliseconds=took,
                certificate_ends_at=timed.certificate_ends_at(),
            )
    except Refusal as refusal:
        return Answer(is_good=False, words=str(refusal))
    except (OSError, ValueError, http.client.HTTPException, NobodySays) as error:
        return Answer(is_good=False, words=_words(error, question))


@contextmanager
def _connected(
    parts: SplitResult, deadline: float, context: ssl.SSLContext | None
) -> Iterator[Timed]:
    host, port = parts.hostname or "", port_of(parts)
    allowed = settings.PROBE_PRIVATE_ADDRESSES
    addresses = resolve(host, port, allowed=allowed, within=deadline - time.monotonic())
    timed = _first_that_answers(addresses, port, deadline)
    try:
        if parts.scheme == "https":
            timed.secure(host, context or ssl.create_default_context())
        yield timed
    finally:
        timed.plain.close()


def _first_that_answers(addresses: list[str], port: int, deadline: float) -> Timed:
    trouble: OSError = ConnectionError("no address")
    for address in addresses:
        try:
            return Timed(address, port, deadline)
        except OSError as error:
            trouble = error
    raise trouble


def _get(parts: SplitResult, timed: Timed) -> tuple[int, bytes]:
    named = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    asking = named(parts.hostname or "", parts.port)
    asking.sock = timed  # a checked, timed connection; http.client makes none of its own
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    asking.request("GET", target, headers={"User-Agent": "Sundial probe", "Connection": "close"})
    response = asking.getresponse()
    body = response.read(MOST_BODY)
    if response.length and len(body) < MOST_BODY:
        raise http.client.IncompleteRead(body, response.length)
    return response.status, body


def _trouble(question: Question, status: int, body: bytes) -> str:
    if status != question.expected_status:
        where = " (redirects are not followed)" if status in REDIRECTS else ""
        return f"Answered {status}{where}; {question.expected_status} was expected"
    if question.expected_text.encode() not in body:
        return f"Answered {status} without the words “{question.expected_text[:80]}”"
    return ""


def _words(error: Exception, question: Question) -> str:
    if isinstance(error, TimeoutError | NobodySays):
        return f"No complete answer within {question.timeout} seconds"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate is not valid: {error.verify_message}"[:300]
    if isinstance(error, ssl.SSLError):
        return "No secure connection could be made"
    if isinstance(error, socket.gaierror):
        return "The name of the host is not known"
    if isinstance(error, ConnectionRefusedError):
        return "The connection was refused"
    if isinstance(error, OSError | http.client.IncompleteRead):
        return "The connection broke off"
    return "The answer is no HTTP"
