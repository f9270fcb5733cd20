"""What in a text is probably patient data (PQ-12): found by checksum or by what stands beside it.

A false alarm costs trust in the next one, so a plain run of digits is never enough: it must
satisfy its number's checksum, or stand behind the word that says what it is. The rules with their
examples are in docs/algorithms/patient-data.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a finding is, in the words that people read."""

    NHS_NUMBER = "NHS number"
    CHI_NUMBER = "CHI number"
    SOCIAL_SECURITY_NUMBER = "social security number"
    BIRTH_DATE = "date of birth"
    RECORD_NUMBER = "medical record number"


class Caution(StrEnum):
    """What is done about a text in which probable patient data is found."""

    ASK = "ask"  # it comes back until its writer has said that it may be sent
    SEND = "send"  # its writer has been warned, and sends it all the same
    MARK = "mark"  # it was sent already, by mail: there is nobody left to ask


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text that is probably patient data; its excerpt is safe to show."""

    kind: Kind
    start: int
    end: int
    excerpt: str

    def __str__(self) -> str:
        return f"{self.kind} ({self.excerpt})"


SHOWN = 2  # the last characters that an excerpt leaves readable: enough to find the place by

_SPACE = r"[ \u00a0\u2009]"
_ALONE_BEFORE = r"(?<![\w+-])(?<![0-9][.,])"
_ALONE_AFTER = r"(?![\w-])(?![.,][0-9])"
_LABEL_ENDS = rf"(?:{_SPACE}|\t|[:=#.(\[|*_\"'-]|\b(?:is|was|no|number)\b){{0,8}}"

_TEN_DIGITS = re.compile(
    rf"{_ALONE_BEFORE}[0-9]{{3}}(?P<gap>{_SPACE}|-|)[0-9]{{3}}(?P=gap)[0-9]{{4}}{_ALONE_AFTER}"
)
# What stands before ten digits that are something else: +1, +44 (0), and a telephone's own words.
_DIALLED = re.compile(
    r"(?:\+[0-9]{1,3}[ (.)0-]*|\b(?:tel|telephone|phone|mobile|cell|fax|call|ring|ext|"
    r"order|invoice|ticket|case|build|job|ref|reference|timestamp)\b"
    r"[ .:#=-]*(?:no|number)?[ .:#]*)$",
    re.IGNORECASE,
)
_CHI = re.compile(
    rf"\bCHI\b{_LABEL_ENDS}(?P<value>[0-9]{{3}}{_SPACE}?[0-9]{{3}}{_SPACE}?[0-9]{{4}})"
    rf"{_ALONE_AFTER}",
    re.IGNORECASE,
)
_SSN = re.compile(rf"{_ALONE_BEFORE}[0-9]{{3}}-[0-9]{{2}}-[0-9]{{4}}{_ALONE_AFTER}")
_LABELLED_SSN = re.compile(
    r"\b(?:SSN|social security)\b"
    rf"{_LABEL_ENDS}(?P<value>[0-9]{{3}}{_SPACE}?[0-9]{{2}}{_SPACE}?[0-9]{{4}}){_ALONE_AFTER}",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:(?:19|20)[0-9]{2}|[0-9]{2})"
_DATE = (
    rf"(?:(?:19|20)[0-9]{{2}}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}"
    rf"|{_DAY}[-/.]{_DAY}[-/.]{_YEAR}"
    rf"|{_DAY}(?:st|nd|rd|th)?(?:{_SPACE}of)?[ \u00a0-]{_MONTH},?[ \u00a0-]{_YEAR}"
    rf"|{_MONTH}{_SPACE}{_DAY}(?:st|nd|rd|th)?,?{_SPACE}{_YEAR})(?![0-9])"
)
_BIRTH = re.compile(
    rf"(?:\b(?:DOB|D\.O\.B|date{_SPACE}of{_SPACE}birth|birth{_SPACE}?date|birthday)\b{_LABEL_ENDS}"
    rf"|\b(?:born|b\.){_SPACE}(?:on{_SPACE})?(?:the{_SPACE})?)(?P<value>{_DATE})",
    re.IGNORECASE,
)
_BIRTH_AFTER = re.compile(rf"(?<![0-9/.-])(?P<value>{_DATE}){_SPACE}?\(DOB\)", re.IGNORECASE)
_RECORD = re.compile(
    r"\b(?:MRN|(?:(?:medical|health|patient|clinical)[ -]record|hospital|patient|record|"
    r"case[ -]?notes?|PAS)(?:'s)?(?:[ -](?:no|number|id|identifier|nr)\b|[ ]?#))"
    rf"{_LABEL_ENDS}(?P<value>[A-Z]{{0,4}}-?[0-9]{{5,12}}[A-Z]?)(?!\w)",
    re.IGNORECASE,
)
_NEVER_ISSUED = frozenset({"078051120", "219099999"})  # printed in adverts, and withdrawn since


def probable(text: str) -> tuple[Finding, ...]:
    """This function will return what in a text is probably patient data, in order (PQ-12).

    Where two rules meet in one place, the more certain one has it.
    """
    found: list[Finding] = []
    for rule in (_nhs_numbers, _chi_numbers, _security_numbers, _birth_dates, _record_numbers):
        for one in rule(text):
            if all(one.end <= other.start or other.end <= one.start for other in found):
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def is_nhs_number(digits: str) -> bool:
    """This function will say whether ten digits are an NHS number: modulo 11, in an issued range.

    England, Wales and the Isle of Man begin with 4, 6 or 7; Northern Ireland's health and care
    numbers with 32 to 39; numbers with a 9 are the ones made up for forms and demonstrations.
    """
    begins = digits[0] in "4679" or "32" <= digits[:2] <= "39"
    return begins and len(set(digits)) > 1 and holds_modulo_11(digits)


def is_chi_number(digits: str) -> bool:
    """This function will say whether ten digits are a CHI number: a birthday, modulo 11."""
    day, month = int(digits[:2]), int(digits[2:4])
    return 1 <= day <= 31 and 1 <= month <= 12 and holds_modulo_11(digits)


def holds_modulo_11(digits: str) -> bool:
    """This function will say whether the tenth digit checks the nine before it, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True))
    return total % 11 == 0


def is_security_number(digits: str) -> bool:
    """This function will say whether nine digits can be a US social security number."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    never = area in {"000", "666"} or area[0] == "9" or group == "00" or serial == "0000"
    return not never and digits not in _NEVER_ISSUED


def _nhs_numbers(text: str) -> Iterator[Finding]:
    for match in _TEN_DIGITS.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if is_nhs_number(_digits(match[0])) and not _DIALLED.search(before):
            yield _finding(Kind.NHS_NUMBER, text, match.span(), match.span())


def _chi_numbers(text: str) -> Iterator[Finding]:
    for match in _CHI.finditer(text):
        if is_chi_number(_digits(match["value"])):
            yield _finding(Kind.CHI_NUMBER, text, match.span(), match.span("value"))


def _security_numbers(text: str) -> Iterator[Finding]:
    for match in _SSN.finditer(text):
        if is_security_number(_digits(match[0])):
            yield _finding(Kind.SOCIAL_SECURITY_NUMBER, text, match.span(), match.span())
    for match in _LABELLED_SSN.finditer(text):
        if is_security_number(_digits(match["value"])):
            span = match.span("value")
            yield _finding(Kind.SOCIAL_SECURITY_NUMBER, text, match.span(), span)


def _birth_dates(text: str) -> Iterator[Finding]:
    for pattern in (_BIRTH, _BIRTH_AFTER):
        for match in pattern.finditer(text):
            yield _finding(Kind.BIRTH_DATE, text, match.span(), match.span("value"))


def _record_numbers(text: str) -> Iterator[Finding]:
    for match in _RECORD.finditer(text):
        yield _finding(Kind.RECORD_NUMBER, text, match.span(), match.span("value"))


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _finding(kind: Kind, text: str, span: tuple[int, int], value: tuple[int, int]) -> Finding:
    return Finding(kind, *span, _masked(text, span, value))


def _masked(text: str, span: tuple[int, int], value: tuple[int, int]) -> str:
    """Return the place in the text with its value unreadable but for the last characters."""
    hidden = re.sub(r"[^\W_]", "•", text[value[0] : value[1] - SHOWN])
    shown = text[span[0] : value[0]] + hidden + text[value[1] - SHOWN : span[1]]
    return " ".join(shown.split())
