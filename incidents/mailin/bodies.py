"""The words and the files of a mail, from whatever parts it is made of."""

import mimetypes
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message

from incidents.mailin.pages import words_of_html
from incidents.mailin.wording import decoded, header_text

LONGEST_NAME = 100
_PAGE = re.compile(r"\s*<(?:!doctype html|html|\?xml|head|body|div|p|table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a mail; name and type are its sender's words."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a mail, the words that its program did not mark as quoted, and its files."""

    text: str = ""
    new: str = ""
    files: tuple[File, ...] = ()


def bodies_of(message: Message) -> Said:
    """Return what a mail says; of two versions of the same words, the plain one."""
    words = list(_words(message))
    return Said(
        text="\n\n".join(text for text, _ in words if text.strip()),
        new="\n\n".join(new for _, new in words if new.strip()),
        files=tuple(_files(message)),
    )


def _words(part: Message) -> Iterator[tuple[str, str]]:
    """Return the words of each part that is read: all of them, and those that are new."""
    if part.get_content_maintype() == "message" or _is_file(part):
        return
    if not part.is_multipart():
        yield from _words_of_leaf(part)
        return
    versions = [list(_words(child)) for child in _children(part)]
    if part.get_content_subtype() == "alternative":
        versions = [said for said in versions if any(text.strip() for text, _ in said)][:1]
    for said in versions:
        yield from said


def _words_of_leaf(part: Message) -> Iterator[tuple[str, str]]:
    if part.get_content_maintype() != "text" or part.get_content_subtype() == "calendar":
        return
    text = decoded(_content(part), _charset(part))
    is_page = "Content-Type" not in part and _PAGE.match(text)  # a page that nobody named so
    if part.get_content_subtype() == "html" or is_page:
        yield words_of_html(text)
    else:
        yield text, text


def _files(part: Message) -> Iterator[File]:
    if part.get_content_maintype() == "message" and part.is_multipart():
        if part.get_content_subtype() == "rfc822":
            yield _inner_mail(part)
    elif part.is_multipart():
        for child in _children(part):
            yield from _files(child)
    elif _is_file(part):
        content = _content(part)
        yield File(_name(part), part.get_content_type(), content)


def _is_file(part: Message) -> bool:
    if part.is_multipart():
        return False
    if part.get_content_disposition() == "attachment" or _named(part):
        return True
    return part.get_content_maintype() != "text" or part.get_content_subtype() == "calendar"


def _inner_mail(part: Message) -> File:
    inner = _children(part)[0]
    content = b""
    with suppress(Exception):  # a damaged mail inside cannot be written again; the outer is kept
        content = inner.as_bytes()
    subject = header_text(inner.get("Subject", ""))[:60] or "mail"
    return File(f"{_harmless(subject)}.eml", "message/rfc822", content)


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _content(part: Message) -> bytes:
    with suppress(Exception):  # an encoding that is none: the bytes as they stand
        found = part.get_payload(decode=True)
        if isinstance(found, bytes):
            return found
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _charset(part: Message) -> str | None:
    with suppress(Exception):  # a charset that is damaged is none
        return part.get_content_charset()
    return None


def _named(part: Message) -> str:
    with suppress(Exception):  # a name that is damaged is none
        return header_text(part.get_filename("") or "")
    return ""


def _name(part: Message) -> str:
    name = _harmless(_named(part))
    if name:
        return name
    return f"file{mimetypes.guess_extension(part.get_content_type()) or '.bin'}"


def _harmless(name: str) -> str:
    base = name.replace("\\", "/").rpartition("/")[2].strip(". ")
    return "".join(letter for letter in base if letter.isprintable())[-LONGEST_NAME:]
