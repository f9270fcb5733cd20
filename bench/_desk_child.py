"""One of the processes that take mail in; started by bench/_desk_mail.py.

    python -m bench._desk_child <share> <shares> <mails>

It says "ready", waits for a line, takes its mails in and answers with one line of JSON. Half of
them are reports, the other half the contacts' answers to those. Writing them is not counted.
"""

import gc
import json
import sys
import time
from datetime import datetime
from email.message import EmailMessage
from itertools import cycle

import django

django.setup()

from django.conf import settings  # noqa: E402 - models need the set-up above
from django.utils import timezone  # noqa: E402 - models need the set-up above

from incidents.mailin.addresses import reply_address  # noqa: E402 - models need the set-up above
from incidents.mailin.taking import Envelope, deliver  # noqa: E402 - models need the set-up above
from incidents.models import InboundMail, Incident, MailState  # noqa: E402 - models need it
from portal.tenancy.models import Membership, Person, Vendor  # noqa: E402 - models need it
from portal.tenancy.scope import vendor_scope  # noqa: E402 - models need the set-up above

TEXT = "Since eight this morning an empty line stands where the name should be.\n" * 12


def written(sender: Person, to: str, number: str) -> bytes:
    """This function will write a mail as the vendor's own mail server hands it over."""
    mail = EmailMessage()
    mail["Authentication-Results"] = (
        f"{settings.MAILIN_AUTHSERV_IDS[0]}; dmarc=pass header.from=example.org"
    )
    mail["From"], mail["To"] = f"{sender.name} <{sender.email}>", to
    mail["Subject"] = f"Letters print without a name, case {number}"
    mail["Message-ID"] = f"<{number}@example.org>"
    mail["Date"] = "Mon, 02 Mar 2026 09:30:00 +0000"
    mail.set_content(TEXT)
    mail.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    return mail.as_bytes()


def take(raw: bytes, to: str, at: datetime) -> Incident:
    """This function will take a mail in, and return the incident it opened or went to."""
    envelope = Envelope(recipients=(to,), sender="bounces@example.org", is_trusted=True)
    (mail,) = deliver(raw=raw, envelope=envelope, received_at=at)
    if mail.state != MailState.ACCEPTED or mail.incident is None:
        sys.exit(f"A mail was not accepted: {mail.state}, {mail.reason}")
    return mail.incident


def take_all(senders: list[Person], name: str, count: int) -> float:
    """This function will take reports in, then answers to them; return how long that took."""
    to, whose = f"lumeon@{settings.MAILIN_DOMAIN}", cycle(senders)
    pairs = [(next(whose), number) for number in range(count // 2)]
    reports = [(written(sender, to, f"{name}-{number}"), to) for sender, number in pairs]
    began = time.perf_counter()
    opened = [take(*report, _now()) for report in reports]
    seconds = time.perf_counter() - began
    answers = []
    for (sender, number), incident in zip(pairs, opened, strict=True):
        address = reply_address(incident, sender)
        answers.append((written(sender, address, f"{name}-{number}a"), address))
    began = time.perf_counter()
    for answer in answers:
        take(*answer, _now())
    return seconds + time.perf_counter() - began


def _now() -> datetime:
    return timezone.now().replace(microsecond=0)


def main() -> None:
    """This function will take its share of mails in, once it is told to begin."""
    share, shares, count = map(int, sys.argv[1:])
    vendor = Vendor.objects.get(slug="lumeon")
    with vendor_scope(vendor):
        rows = Membership.objects.filter(role="technical_contact").order_by("pk")
        senders = [one.person for one in rows.select_related("person")][share::shares]
        before = InboundMail.objects.count()
    name = f"{share}-{before}"
    take_all(senders[::-1], f"{name}-first", 4)  # plans, templates and calendars are compiled
    gc.freeze()  # as a listening process could do
    print("ready", flush=True)
    sys.stdin.readline()
    used = time.process_time()
    seconds = take_all(senders, name, count)
    cpu = time.process_time() - used
    print(json.dumps({"taken": count // 2 * 2, "seconds": seconds, "cpu": cpu}), flush=True)


if __name__ == "__main__":
    main()
