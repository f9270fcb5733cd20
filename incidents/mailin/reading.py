"""A mail taken apart: any bytes give a value, with a reason where they cannot be read further."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from hashlib import sha256

from incidents.mailin.automatic import why_automatic
from incidents.mailin.bodies import File, Said, bodies_of
from incidents.mailin.quotes import without_quotes
from incidents.mailin.shape import trouble_with
from incidents.mailin.wording import addresses, cleaned, header_text

LONGEST_ID = 250
MOST_REFERENCES = 50
HEAD_ONLY = 64 * 1024  # bytes that are looked at of a mail that is not taken apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a mail says of itself; `sender` is what it claims, and proves nothing."""

    sender: str = ""
    sender_name: str = ""
    has_one_sender: bool = False
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""  # all of it, as people wrote and quoted it
    said: str = ""  # what is new in it
    files: tuple[File, ...] = field(default=())
    message_id: str = ""
    references: tuple[str, ...] = ()
    date: str = ""
    results: str = ""  # the topmost Authentication-Results, as it stands
    automatic: str = ""  # why it counts as a program's mail
    trouble: str = ""  # why it was not taken apart

    def key(self, raw: bytes, *, is_verified: bool) -> str:
        """Return what a second delivery of the same mail has in common with this one.

        The headers that servers add differ, the rest does not. Whether the sender is proved is
        part of it: a forgery that comes first must not stand in the way of the mail itself.
        """
        facts = [self.sender, self.subject, self.date, str(is_verified), self.message_id]
        # A mail without a name of its own is the same one only if every byte is.
        if self.message_id and not self.trouble:
            # Its words and files: what stands between the parts is each server's own.
            facts += [self.text, *(sha256(file.content).hexdigest() for file in self.files)]
        else:
            facts.append(sha256(raw).hexdigest())
        return sha256("\n".join(facts).encode("utf-8", "replace")).hexdigest()


def read(raw: bytes) -> Parsed:
    """Take a mail apart. Nothing in it makes this fail."""
    trouble = trouble_with(raw)
    try:
        message = message_from_bytes(_head(raw) if trouble else raw)
        return _parsed(message, trouble)
    except Exception:  # noqa: BLE001 - a mail is a stranger's input; it is held, whatever it did
        return Parsed(trouble=trouble or "It is damaged, so that it could not be taken apart.")


def _head(raw: bytes) -> bytes:
    start = raw[:HEAD_ONLY].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return start.partition(b"\n\n")[0] + b"\n\n"


def _parsed(message: Message, trouble: str) -> Parsed:
    senders = addresses(_all(message, "From"))
    name, sender = senders[0] if senders else ("", "")
    subject = header_text(message.get("Subject", ""))[:200]
    body = Said() if trouble else bodies_of(message)
    return Parsed(
        sender=sender,
        sender_name=name[:120],
        has_one_sender=len(senders) == 1 and len(message.get_all("From", [])) == 1,
        recipients=_recipients(message),
        subject=subject,
        text=cleaned(body.text),
        said=without_quotes(cleaned(body.new)),
        files=body.files,
        message_id=next(_ids(message, "Message-ID"), ""),
        references=tuple(dict.fromkeys(_ids(message, "In-Reply-To", "References")))[
            :MOST_REFERENCES
        ],
        date=header_text(message.get("Date", ""))[:60],
        results=next(iter(_all(message, "Authentication-Results")), ""),
        automatic=why_automatic(message, sender=sender, subject=subject, text=body.text),
        trouble=trouble,
    )


def _all(message: Message, name: str) -> list[str]:
    return [str(value) for value in message.get_all(name, [])]


def _recipients(message: Message) -> tuple[str, ...]:
    named = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    found = addresses([value for name in named for value in _all(message, name)])
    return tuple(dict.fromkeys(address for _, address in found))[:100]


def _ids(message: Message, *names: str) -> Iterator[str]:
    for name in names:
        for value in _all(message, name):
            for word in header_text(value).replace(",", " ").replace("><", "> <").split():
                if 3 < len(word) <= LONGEST_ID and word.startswith("<") and word.endswith(">"):
                    yield word
