"""Real mails of others, and mails made to do harm: none crashes, none is lost, none is answered."""

import csv
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.mailin.reading import Parsed, read
from incidents.models import InboundMail, Incident, MailState
from portal.notify.models import OutgoingMail
from tests.cast import Site
from tests.incidents.mailin.sending import handed_over, mail_server, written

__all__ = ["mail_server"]
REAL = Path(__file__).parents[4] / "shared" / "real" / "mails"
OWN = Path(__file__).parent / "mails"
BESIDE = pytest.mark.skipif(not REAL.is_dir(), reason="the real mails do not lie beside")
PATIENCE = 10  # seconds for one mail


def rows() -> list[dict[str, str]]:
    with (REAL / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_automatic(row: dict[str, str]) -> bool:
    marks = row["dsn"] == "1" or row["auto_submitted"] or row["null_sender"] == "1"
    return bool(marks) or row["source"].startswith("sisimai")


@BESIDE
def test_every_real_bounce_and_automatic_reply_is_known_as_one() -> None:
    missed = [
        row["file"]
        for row in rows()
        if is_automatic(row) and not read((REAL / row["file"]).read_bytes()).automatic
    ]

    assert missed == []


@BESIDE
def test_no_real_answer_of_a_person_is_taken_for_a_programs() -> None:
    taken = [
        row["file"]
        for row in rows()
        if row["source"] == "mailgun/talon" and read((REAL / row["file"]).read_bytes()).automatic
    ]

    assert taken == []


@BESIDE
@pytest.mark.parametrize("client", ["gmail", "outlook", "apple_mail", "yahoo", "hotmail", "aol"])
def test_of_real_answers_what_is_quoted_is_left_out(client: str) -> None:
    raw = (REAL / f"talon__tests__fixtures__standard_replies__{client}.eml").read_bytes()

    assert read(raw).said == "Hello"


@BESIDE
def test_every_real_mail_is_kept_and_none_opens_an_incident_or_is_answered(
    lumeon: Site, mail_server: None
) -> None:
    files = [row["file"] for row in rows()]
    for name in files:
        handed_over(lumeon.vendor, (REAL / name).read_bytes())

    kept = list(InboundMail.objects.select_related("source"))
    raws = {mail.source.raw for mail in kept}
    twice = {mail.message_id for mail in kept} - {""}
    lost = [name for name in files if (REAL / name).read_bytes() not in raws]
    assert [name for name in lost if read((REAL / name).read_bytes()).message_id not in twice] == []
    assert {mail.state for mail in kept} == {MailState.HELD, MailState.IGNORED}
    assert not Incident.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("path", sorted(OWN.glob("*.eml")), ids=lambda path: path.stem)
def test_a_damaged_mail_is_read_as_far_as_it_goes(path: Path) -> None:
    assert isinstance(read(path.read_bytes()), Parsed)


def nested(levels: int) -> bytes:
    head = b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b0\n\n"
    inner = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1)
        for n in range(levels)
    )
    return head + inner + b"--b%d\n\nthe end\n" % levels


def bomb() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros.txt", b"0" * 50_000_000)
    mail = written("a@example.org")
    mail.add_attachment(
        packed.getvalue(), maintype="application", subtype="zip", filename="small.zip"
    )
    return mail.as_bytes()


HEAD = b"From: a@example.org\nSubject: x\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
HARMFUL = {
    "a hundred megabytes": lambda: HEAD + b"\n" + b"x" * 100_000_000,
    "nested a thousand deep": lambda: nested(1000),
    "nested nineteen deep, a million lines": lambda: nested(19) + b"y\n" * 1_000_000,
    "mails in mails in mails": lambda: HEAD + b"Content-Type: message/rfc822\n\n" * 5000,
    "a hundred thousand parts": lambda: (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000
    ),
    "a boundary in pieces": lambda: (
        HEAD + b"Content-Type: multipart/mixed; boundary*0=b; boundary*1=c\n\n" + b"--bc\n" * 99_999
    ),
    "headers without end": lambda: b"a:\n" * 5_000_000,
    "one long header": lambda: b"Subject: " + b"=?utf-8?q?x?= " * 500_000 + b"\n\n",
    "lines without end": lambda: HEAD + b"\n" + b"\n" * 20_000_000,
    "a report without end": lambda: (
        HEAD + b"Content-Type: message/delivery-status\n\n" + b"a: b\n\n" * 1_000_000
    ),
    "a page of divs": lambda: HTML + b"<div>" * 200_000,
    "a page of comments": lambda: HTML + b"<!--" * 200_000,
    "a page of quotes": lambda: HTML + b"<blockquote>" * 100_000,
    "a line of attributions": lambda: HEAD + b"\n" + b"On " * 1_000_000,
    "blank lines": lambda: HEAD + b"\n" + b"\n \n" * 300_000 + b"x",
    "a zip that unpacks to fifty megabytes": bomb,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HARMFUL)
def test_a_mail_made_to_do_harm_costs_seconds_at_most(name: str) -> None:
    raw = HARMFUL[name]()
    began = time.process_time()

    parsed = read(raw)

    assert time.process_time() - began < PATIENCE
    assert parsed.trouble or len(parsed.files) <= 100


def test_a_zip_bomb_is_named_and_not_kept_as_a_file(lumeon: Site, mail_server: None) -> None:
    raw = bomb().replace(
        b"From: a@example.org", b"From: " + lumeon.house.contact.person.email.encode()
    )

    mail = handed_over(lumeon.vendor, raw)

    assert mail.incident is not None
    message = mail.incident.messages.get()
    assert message.files.count() == 0
    assert "small.zip" in message.text


PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"From: a@example.org\n",
            b"From: =?utf-8?b?////?= <a@example.org>\n",
            b"Subject: =?x?q?=?=\n",
            b"Subject: =?utf-7?b?AAAA?=\n",
            b"Content-Type: multipart/mixed; boundary=b\n",
            b"Content-Type: text/plain; charset=idna\n",
            b"Content-Type: text/html; charset=utf-16\n",
            b"Content-Type: message/rfc822\n",
            b"Content-Type: message/delivery-status\n",
            b"Content-Transfer-Encoding: base64\n",
            b"Content-Transfer-Encoding: x-uuencode\n",
            b"Content-Disposition: attachment; filename*=utf-8''%ff%00..%2f\n",
            b"Authentication-Results: mx.example.net; dmarc=pass (\n",
            b"References: <a@b> <c@d\n",
            b"\n",
            b"--b\n",
            b"--b--\n",
            b"<div><blockquote>",
            b"On x wrote:\n> y\n",
            "\u202e\ud7ff\x00".encode(),
        ]
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map(b"".join))
def test_any_bytes_are_a_value_that_a_table_can_hold(raw: bytes) -> None:
    parsed = read(raw)

    for text in (parsed.sender, parsed.subject, parsed.text, parsed.said, parsed.message_id):
        text.encode()
        assert "\x00" not in text
    assert "\n" not in parsed.subject
    assert all(file.name for file in parsed.files)
    assert len(parsed.key(raw, is_verified=False)) == 64
