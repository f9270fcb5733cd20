"""Writing to the outbox, and sending what is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from smtplib import SMTPDataError, SMTPRecipientsRefused

from anymail.exceptions import AnymailAPIError, AnymailError
from django.conf import settings
from django.db import transaction

from portal.notify.bouncing import Stopped, remember, stopped
from portal.notify.messages import as_message
from portal.notify.models import OutgoingMail
from portal.notify.models.outgoing import PUT_AWAY
from portal.notify.standing import Word, word_of
from portal.tenancy.models import Vendor

MOST_TRIES = 12
BATCH = 10  # in one transaction, so that a slow server never outlasts a task's time


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to be written: to whom it goes, what it is about, and what it says.

    `thread` names what the mail belongs to, such as `incident-12`; mails of a thread refer to
    one another, so that a mail program shows them together. `topic` is what one can choose to be
    mailed about, `not_before` when it may go out where its recipient is not to be woken, and
    `attached` a document that is made when it does (portal.notify.attaching).
    """

    vendor: Vendor
    key: str
    recipient: str
    subject: str
    text: str
    at: datetime
    thread: str = ""
    topic: str = ""
    reply_to: str = ""
    attached: str = ""
    not_before: datetime | None = None

    def row(self) -> OutgoingMail:
        """Return the outbox's row for it."""
        slug = self.vendor.slug
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        return OutgoingMail(
            vendor=self.vendor,
            key=self.key,
            recipient=self.recipient,
            # A subject that was typed in must not carry a line of its own into the header.
            subject=" ".join(self.subject.split())[:200],
            text=self.text,
            message_id=f"<{slug}.{self.key}@{domain}>",
            thread=f"<{slug}.{self.thread}@{domain}>" if self.thread else "",
            topic=self.topic,
            reply_to=self.reply_to,
            attached=self.attached,
            created_at=self.at,
            next_try_at=self.not_before or self.at,
        )


def post(
    *,
    vendor: Vendor,
    key: str,
    recipient: str,
    subject: str,
    text: str,
    at: datetime,
    thread: str = "",
) -> None:
    """Put a mail into the outbox of the running transaction, once per key and recipient."""
    post_all(
        [
            Letter(
                vendor=vendor,
                key=key,
                recipient=recipient,
                subject=subject,
                text=text,
                at=at,
                thread=thread,
            )
        ]
    )


def post_all(letters: Iterable[Letter]) -> None:
    """Put mails into the outbox of the running transaction, each once per key and recipient."""
    OutgoingMail.objects.bulk_create([letter.row() for letter in letters], ignore_conflicts=True)


def send_due(*, at: datetime) -> int:
    """Send the mails that are due in the open scope, a batch at most; return how many went out."""
    due = OutgoingMail.objects.due(at).select_for_update(skip_locked=True, of=("self",))
    batch = list(due[:BATCH])
    gone = stopped(mail.recipient for mail in batch) if batch else {}
    sent = 0
    for mail in batch:
        if known := gone.get(mail.recipient.lower()):
            _put_away(mail, known)
            continue
        went_out, server_answers = _send(mail, at)
        sent += went_out
        if not server_answers:
            break  # each of the rest would wait for it just as long
    return sent


def _send(mail: OutgoingMail, at: datetime) -> tuple[bool, bool]:
    """Send a mail and keep what came of it; say whether it went out and the server answers."""
    mail.tries += 1
    server_answers, is_gone = True, False
    try:
        with transaction.atomic():
            as_message(mail).send()
    except (OSError, ValueError, AnymailError) as error:
        # smtplib's errors are OSErrors; a mail that cannot be put together must not keep the
        # batch from being recorded, or those before it would be sent again and again.
        server_answers = _is_about_one_mail(error)
        is_gone = _is_no_mailbox(error)
        mail.problem = f"{PUT_AWAY if is_gone else ''}{error}"[:300]
        is_over = is_gone or mail.tries >= MOST_TRIES
        mail.next_try_at = None if is_over else at + wait_after(mail.tries)
    else:
        mail.sent_at, mail.next_try_at, mail.problem = at, None, ""
    mail.save(update_fields=["tries", "problem", "next_try_at", "sent_at"])
    if is_gone:
        remember(
            vendor=mail.vendor,
            address=mail.recipient,
            word=Word.HARD,
            said=mail.problem.removeprefix(PUT_AWAY),
            at=at,
            mail=mail,
        )
    return mail.sent_at is not None, server_answers


def _put_away(mail: OutgoingMail, known: Stopped) -> None:
    """Do not send a mail to where none arrives; its recipient finds it in their inbox."""
    mail.next_try_at = None
    since = f"{known.since:%d %B %Y}"
    mail.problem = f"{PUT_AWAY}mail to this address has not arrived since {since}."
    mail.save(update_fields=["problem", "next_try_at"])


def _is_no_mailbox(error: Exception) -> bool:
    """Say whether a server refuses the address itself, and neither the mail nor its sender."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    said = [str(words) for words in error.recipients.values()]
    return bool(said) and all(word_of(words) is Word.HARD for words in said)


def _is_about_one_mail(error: Exception) -> bool:
    """Say whether it is no reason to stop: the next mail may well go out."""
    if isinstance(error, AnymailAPIError):
        return (
            error.status_code is not None and error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        )
    return isinstance(error, (ValueError, SMTPRecipientsRefused, SMTPDataError, AnymailError))


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after this many tries: one minute, doubling, at most six hours."""
    return min(timedelta(minutes=2 ** (tries - 1)), timedelta(hours=6))
