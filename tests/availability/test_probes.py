"""Asking an address: bounded in time and size, and never inside where the operator is at home."""

import socket
import ssl
import time
from ipaddress import ip_address, ip_network
from pathlib import Path
from subprocess import run

import pytest
from django.conf import LazySettings

from availability.addresses import check_address, checked_url, resolve
from availability.probes import MOST_BODY, Answer, Question, ask
from portal.kernel.refusal import Refusal
from tests.availability.serving import GOOD, Answering, answering, server

SOON = 1  # second


@pytest.fixture
def home(settings: LazySettings) -> None:
    """Allow this machine, as an operator would allow a network of theirs."""
    settings.PROBE_PRIVATE_ADDRESSES = ["127.0.0.0/8"]


def asked(answer: Answering, path: str = "/", **question: object) -> Answer:
    with server(answer) as (port, _):
        return ask(
            Question(url=f"http://127.0.0.1:{port}{path}", timeout=SOON, **question)  # type: ignore[arg-type]  # the case's own
        )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "0.0.0.1", "::", "10.0.0.1", "172.16.5.4", "192.168.1.1",
        "169.254.169.254", "fe80::1", "fd00::1", "fd00:ec2::254", "100.64.0.1", "192.0.2.1",
        "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
        "2002:a00:1::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    with pytest.raises(Refusal, match="PROBE_PRIVATE_ADDRESSES"):
        check_address(ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_public_addresses_may_be_asked(address: str) -> None:
    check_address(ip_address(address))


def test_the_operator_allows_networks_and_nothing_beside_them() -> None:
    allowed = [ip_network("10.20.0.0/16")]

    check_address(ip_address("10.20.1.1"), allowed)
    with pytest.raises(Refusal):
        check_address(ip_address("10.21.1.1"), allowed)


def test_a_name_is_refused_for_what_it_leads_to() -> None:
    with pytest.raises(Refusal, match="no public address"):
        resolve("localhost", 80, allowed=[], within=5)


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://example.org/", "file:///etc/passwd", "http://", "https:///path", "example.org",
        "http://user:secret@example.org/", "http://example.org:0/", "http://example.org:99999/",
        "http://exam ple.org/", "http://example.org/\r\nX: y", "javascript:alert(1)", "http://[::1",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal) as caught:
        checked_url(url)

    assert caught.value.code == "bad_address"


def test_this_machine_is_not_asked_unless_it_is_allowed() -> None:
    with server(answering(GOOD)) as (port, heard):
        answer = ask(Question(url=f"http://127.0.0.1:{port}/", timeout=SOON))

    assert not answer.is_good
    assert "127.0.0.1 is no public address" in answer.words
    assert heard == []


def test_a_good_answer_says_how_long_it_took(home: None) -> None:
    answer = asked(answering(GOOD), expected_text="all is well")

    assert answer.is_good
    assert answer.milliseconds is not None
    assert answer.words.startswith("Answered 200 in ")


def test_the_request_is_plain_and_names_its_host(home: None) -> None:
    with server(answering(GOOD)) as (port, heard):
        ask(Question(url=f"http://127.0.0.1:{port}/a?b=c", timeout=SOON))

    request, *headers = heard[0].decode().split("\r\n")
    assert request == "GET /a?b=c HTTP/1.1"
    assert f"Host: 127.0.0.1:{port}" in headers
    assert not any(header.startswith(("Cookie", "Authorization")) for header in headers)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (GOOD.replace(b"200 OK", b"503 No"), "Answered 503; 200 was expected"),
        (GOOD.replace(b"all", b"not"), "without the words “all is well”"),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
            "Answered 302 (redirects are not followed); 200 was expected",
        ),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "no HTTP"),
        (b"", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nhalf", "broke off"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n", "no HTTP"),
    ],
    ids=["status", "words", "redirect", "other", "nothing", "half", "headers"],
)
def test_what_is_no_good_answer_is_said_in_words(home: None, raw: bytes, words: str) -> None:
    answer = asked(answering(raw), expected_text="all is well")

    assert (answer.is_good, words in answer.words) == (False, True), answer.words


def drip(peer: socket.socket, _: bytes) -> None:
    """Send a byte of an endless header every tenth of a second."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _again in range(100):
        time.sleep(0.1)
        peer.sendall(b"x")


def silence(peer: socket.socket, _: bytes) -> None:
    peer.recv(1)


def endless(peer: socket.socket, _: bytes) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        peer.sendall(b"x" * 65_536)


@pytest.mark.parametrize("answer", [drip, silence])
def test_a_peer_that_hangs_holds_a_probe_no_longer_than_its_timeout(
    home: None, answer: Answering
) -> None:
    began = time.monotonic()

    found = asked(answer)

    assert found.words == "No complete answer within 1 seconds"
    assert time.monotonic() - began < SOON + 1


def test_of_a_body_without_an_end_a_part_is_read(home: None) -> None:
    answer = asked(endless)

    assert answer.is_good
    assert MOST_BODY < 1024 * 1024


def test_a_port_where_nobody_listens_is_said_so(home: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert ask(Question(url=f"http://127.0.0.1:{port}/", timeout=SOON)).words == (
        "The connection was refused"
    )


def test_a_name_that_nobody_knows_is_said_so() -> None:
    answer = ask(Question(url="http://no-such-host.invalid/", timeout=5))

    assert answer.words in {
        "The name of the host is not known", "No complete answer within 5 seconds"
    }  # fmt: skip


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of our own for localhost that ends in three days."""
    made = run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "3", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem",
        ],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    return tmp_path


def test_a_certificate_is_checked_and_its_end_kept(
    settings: LazySettings, certificate: Path
) -> None:
    settings.PROBE_PRIVATE_ADDRESSES = ["127.0.0.0/8", "::1/128"]
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    with server(answering(GOOD), inside) as (port, _):
        question = Question(url=f"https://localhost:{port}/", timeout=5)

        good, bad = ask(question, context=trusting), ask(question)

    assert good.is_good
    assert good.certificate_ends_at is not None
    assert bad.words.startswith("The certificate is not valid: self-signed")
