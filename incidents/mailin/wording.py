"""Bytes and headers as text: any charset, any damage, and nothing that could break a line."""

import base64
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from email.utils import getaddresses

LONGEST_HEADER = 8_000  # characters that are looked at
LONGEST_ADDRESS = 254

# Codecs that are no charsets of mail, some of them slow on purpose-made input.
_NO_CHARSET = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs"}
_WORD = re.compile(
    r"=\?(?P<charset>[^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?(?P<how>[bqBQ])\?(?P<text>[^?\n]*)\?="
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_ADDRESS = re.compile(r"[^\s@<>\"(),;:\\]+@[^\s@<>\"(),;:\\]+\.[^\s@<>\"(),;:\\.]+")


def decoded(data: bytes, charset: str | None) -> str:
    """Return bytes as text: by their charset, else as UTF-8, else as what old mail is."""
    name = (charset or "utf-8").strip().strip("\"'").lower().replace("-", "_")
    for known in (name, "utf-8"):
        if known in _NO_CHARSET:
            continue
        with suppress(LookupError, ValueError):
            return whole(data.decode(known))
    return whole(data.decode("cp1252", "replace"))


def whole(text: str) -> str:
    """Return text without halves of characters, which neither a table nor a page can hold."""
    return text.encode("utf-8", "replace").decode() if _has_halves(text) else text


def _has_halves(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def cleaned(text: str) -> str:
    """Return a text of several lines with plain line ends and no control characters."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def header_text(value: object) -> str:
    """Return a header as one line: decoded words must not carry line ends of their own."""
    text = _unescaped(str(value)[:LONGEST_HEADER])
    return " ".join(_CONTROL.sub(" ", whole("".join(_pieces(text)))).split())


def _pieces(text: str) -> Iterator[str]:
    """Return a header's text with its encoded words decoded (RFC 2047)."""
    end, bytes_so_far, charset = 0, b"", ""
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        # A character may be split over two words; blanks between words are not part of the text.
        if between.strip() or found["charset"].lower() != charset:
            yield decoded(bytes_so_far, charset)
            yield between if between.strip() or not bytes_so_far else ""
            bytes_so_far, charset = b"", found["charset"].lower()
        bytes_so_far += _bytes_of(found)
        end = found.end()
    yield decoded(bytes_so_far, charset)
    yield text[end:]


def _bytes_of(word: re.Match[str]) -> bytes:
    said = word["text"].encode("ascii", "replace")
    if word["how"] in "qQ":
        return quopri.decodestring(said, header=True)
    try:
        return base64.b64decode(said + b"=" * (-len(said) % 4))
    except ValueError:
        return said


def _unescaped(text: str) -> str:
    """Return a header whose bytes were no ASCII as the text they probably are."""
    if not _has_halves(text):
        return text
    return decoded(text.encode("utf-8", "surrogateescape"), "utf-8")


def addresses(values: list[str]) -> list[tuple[str, str]]:
    """Return (name, address in lower case) of each well-formed address in these headers."""
    found = []
    with suppress(ValueError, IndexError):
        for name, address in getaddresses([one[:LONGEST_HEADER] for one in values]):
            plain = address.strip().lower()
            if len(plain) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(whole(plain)):
                found.append((header_text(name), plain))
    return found
