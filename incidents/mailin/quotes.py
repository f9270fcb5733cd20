"""What of an answer is new: what stands above our own line, or above what a mail program quotes.

The library that knows mail programs' ways in many languages works by expressions that may take
minutes over a long line, so it is asked about ordinary text only. Whatever is cut off is kept:
the mail's bytes are.
"""

import re

from mailparser_reply.parser import EmailMessage

# Stands at the head of mails that may be answered; mail programs quote it with the rest.
DELIMITER = "-- Write your answer above this line --"

LONGEST_TEXT = 20_000  # characters that the library is asked about
LONGEST_LINE = 300
LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv", "da"]

_ORIGINAL = re.compile(
    r"^[>\s]*-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|"
    r"reply (?:above|message)|forwarded message|mensaje original|messaggio originale)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^(?:on|am|le|el|il|op|den|w dniu|em)\b.{4,250}"
    r"\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|napisał|escreveu)\b"
    r".{0,120}:\s*$",
    re.IGNORECASE,
)
# In languages that are not listed: when, by which address, and a colon.
_SOMEBODY = re.compile(r"^(?=.*\b\d{1,2}:\d{2})(?=.*<\s?[^\s<>@]+@[^\s<>@]+>).*:\s*$")


class _Answer(EmailMessage):  # type: ignore[misc]  # published without types
    """A mail as the library takes it apart; its lines are in order already."""

    text: str

    def _normalize_text(self) -> None:
        # The library's own makes a call that Python warns of, and would undo nothing else here.
        self.text = "\n".join(line.strip() for line in self.text.split("\n"))


def without_quotes(text: str) -> str:
    """Return what was written, without what is quoted; all of it where nothing would be left."""
    said = _without_gaps(_above_our_line(text))
    said = _above_what_follows(said) or said
    ordinary = len(said) <= LONGEST_TEXT and all(
        len(line) <= LONGEST_LINE for line in said.split("\n")
    )
    if ordinary:
        said = _by_library(said) or said
    return _without_tail(said) or said.strip() or text.strip()


def _without_gaps(text: str) -> str:
    """Leave one blank line of several: the library's time grows with the square of a gap."""
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(
        line for number, line in enumerate(lines) if line or not number or lines[number - 1]
    )


def _above_our_line(text: str) -> str:
    mark = text.find(DELIMITER)
    if mark < 0:
        return text
    above = text[:mark].rstrip("> \t\n")
    return above if above.strip() else text


def _above_what_follows(text: str) -> str:
    """Cut at the line by which a mail program says that the rest is quoted."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        # A program may break the line in two: “On … <name@example.org>” and “wrote:”.
        pair = f"{line} {lines[number + 1]}" if number + 1 < len(lines) else line
        is_wrote = any(map(_is_wrote, (line, pair)))
        if is_wrote or (len(line) <= LONGEST_LINE and _ORIGINAL.match(line)):
            above = "\n".join(lines[:number]).strip()
            return above or ""
    return text.strip()


def _is_wrote(line: str) -> bool:
    if len(line) > 2 * LONGEST_LINE:
        return False
    return bool(_WROTE.match(line) or _SOMEBODY.match(line))


def _by_library(text: str) -> str:
    try:
        return (_Answer(text, languages=list(LANGUAGES)).read().latest_reply or "").strip()
    except (RecursionError, ValueError, IndexError):
        return text


def _without_tail(text: str) -> str:
    """Drop quoted lines at the end, and a signature behind its own mark."""
    lines = text.strip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    return "\n".join(lines).strip()
