"""The search language of lists: `status:open severity:1 due<2h -owner:me "empty line" printer`.

A text is a row of terms, and an incident must fit all of them. What cannot be understood is refused
with the word and what is possible in its place; nothing is guessed and nothing left out in silence.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from incidents.domain.words import words_of
from portal.kernel.refusal import Refusal

LONGEST = 300  # characters of a search
MOST_TERMS = 20

HEAD = re.compile(r"(-?)(?:([A-Za-z]+)([:<>]))?")
BARE = re.compile(r'[^\s"]+')
QUOTED = re.compile(r'"([^"]*)"?')
SPAN = re.compile(r"([0-9]{1,4})([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DIGITS = re.compile(r"[0-9]{1,9}")
NEVER = re.compile("[\x00\ud800-\udfff]")  # no table can hold them


class Field(StrEnum):
    STATUS = "status"
    SEVERITY = "severity"
    WAITING = "waiting"
    OWNER = "owner"
    CUSTOMER = "customer"
    CATEGORY = "category"
    LINE = "line"
    ESCALATED = "escalated"
    DUE = "due"
    REPORTED = "reported"
    NUMBER = "number"
    PHRASE = "phrase"  # "in quotation marks"
    WORDS = "words"


TYPED = tuple(known for known in Field if known not in {Field.PHRASE, Field.WORDS})
MEASURED = {Field.DUE, Field.REPORTED}  # may stand with < or >
ANY = {Field.OWNER, Field.CUSTOMER, Field.NUMBER, Field.REPORTED, Field.DUE}  # not of a list


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the fields of one vendor can say: the keys by which its lists are kept."""

    prefix: str
    stations: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()  # keys and ranks
    categories: tuple[str, ...] = ()

    @property
    def choices(self) -> Mapping[Field, tuple[str, ...]]:
        """What stands after a field's colon, where that is one of a list."""
        return {
            Field.STATUS: ("open", "closed", "all", *(s for s in self.stations if s != "closed")),
            Field.SEVERITY: self.severities,
            Field.WAITING: ("us", "customer", "supplier", "nobody"),
            Field.CATEGORY: self.categories,
            Field.LINE: ("l1", "l2", "l3"),
            Field.ESCALATED: ("yes", "no"),
        }


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked: `-owner:me`, `due<2h`, a word."""

    field: Field
    values: tuple[str, ...]  # more than one: either of them
    sign: str = ":"
    is_not: bool = False

    @property
    def value(self) -> str:
        """The one value, of fields that have one."""
        return self.values[0]

    @property
    def is_of_text(self) -> bool:
        """Whether it asks for words that somebody wrote."""
        return self.field in {Field.WORDS, Field.PHRASE}

    def __str__(self) -> str:
        minus = "-" if self.is_not else ""
        if self.field is Field.WORDS:
            return f"{minus}{self.value}"
        if self.field is Field.PHRASE:
            return f'{minus}"{self.value}"'
        said = ",".join(self.values)
        return f"{minus}{self.field}{self.sign}" + (said if BARE.fullmatch(said) else f'"{said}"')


@dataclass(frozen=True, slots=True)
class Query:
    """All that is asked of a list."""

    terms: tuple[Term, ...] = field(default=())

    def __str__(self) -> str:
        return " ".join(str(term) for term in self.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def of(self, wanted: Field) -> list[Term]:
        """Return the terms of one field."""
        return [term for term in self.terms if term.field is wanted]


def parse(text: str, known: Vocabulary) -> Query:
    """This function will return what a text asks for.

    :raises Refusal: naming the word that is not understood and what could stand there.
    """
    if NEVER.search(text):
        raise Refusal("The search holds a character that no text can hold.", code="search")
    if len(text) > LONGEST:
        raise Refusal(
            f"The search has {len(text):,} characters; {LONGEST} fit. Leave some out.",
            code="search",
        )
    said = list(_terms(text, known))
    # The commonest words stand in every text: beside others they are passed over.
    terms = tuple(one for one in said if words_of(one.value) or not one.is_of_text)
    if said and not terms:
        raise Refusal(
            f"“{said[0].value}” holds no word to search for: words have two letters or more, and "
            "the commonest are not kept.",
            code="search",
        )
    if len(terms) > MOST_TERMS:
        raise Refusal(
            f"The search asks {len(terms)} things at once; {MOST_TERMS} are possible.",
            code="search",
        )
    if len(terms) == 1 and _is_number(terms[0]):
        return Query((Term(Field.NUMBER, terms[0].values, is_not=terms[0].is_not),))
    return Query(terms)


def span_of(value: str) -> timedelta:
    """This function will return how long `30m`, `2h`, `3d` or `1w` is."""
    found = SPAN.fullmatch(value)
    if found is None:
        raise ValueError(f"{value!r} was not parsed.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def _is_number(term: Term) -> bool:
    return term.field is Field.WORDS and DIGITS.fullmatch(term.value) is not None


def _terms(text: str, known: Vocabulary) -> Iterator[Term]:
    at, length = 0, len(text)
    while at < length:
        if text[at].isspace():
            at += 1
            continue
        head = HEAD.match(text, at)
        assert head is not None  # noqa: S101 - it matches nothing as well
        quoted = QUOTED.match(text, head.end())
        bare = BARE.match(text, head.end())
        at = max((quoted or bare or head).end(), at + 1)
        value = quoted[1] if quoted else bare[0] if bare else ""
        minus, name, sign = head.groups()
        if name and (value or name.lower() in TYPED):
            yield _fielded(name, sign, " ".join(value.split()), known, is_not=bool(minus))
        elif name or value:  # “Error: it stops” has a word with a colon behind it
            yield _worded(
                value or name, known, is_phrase=bool(quoted and value), is_not=bool(minus)
            )


def _worded(value: str, known: Vocabulary, *, is_phrase: bool, is_not: bool) -> Term:
    prefix, _, digits = value.partition("-")
    if not is_phrase and prefix.upper() == known.prefix and DIGITS.fullmatch(digits):
        return Term(Field.NUMBER, (digits,), is_not=is_not)
    kind = Field.PHRASE if is_phrase else Field.WORDS
    return Term(kind, (" ".join(value.split()),), is_not=is_not)


def _fielded(name: str, sign: str, value: str, known: Vocabulary, *, is_not: bool) -> Term:
    asked = next((one for one in TYPED if one == name.lower()), None)
    if asked is None:
        raise Refusal(
            f"“{name}{sign}” is no field. Possible are {', '.join(TYPED)}; "
            f'a text with “{sign}” in it stands in quotation marks: "{name}{sign}{value}".',
            code="search",
        )
    if sign != ":" and asked not in MEASURED:
        raise Refusal(f"“{name}{sign}”: write {asked}:… with a colon.", code="search")
    if not value:
        raise Refusal(
            f"“{name}{sign}” is followed by nothing. {_possible(asked, known)}", code="search"
        )
    values = (value,) if asked in ANY else tuple(value.lower().split(","))
    for one in values:
        _check(asked, sign, one, known)
    return Term(asked, tuple(_plain(asked, one, known) for one in values), sign, is_not)


def _check(asked: Field, sign: str, value: str, known: Vocabulary) -> None:
    if asked in {Field.OWNER, Field.CUSTOMER}:
        return
    fits = value in known.choices.get(asked, ())
    if asked is Field.NUMBER:
        fits = DIGITS.fullmatch(_plain(asked, value, known)) is not None
    elif asked in MEASURED and sign != ":":
        fits = SPAN.fullmatch(value.lower()) is not None
    elif asked is Field.DUE:
        fits = value.lower() in {"over", "none"}
    elif asked is Field.REPORTED:
        fits = _is_day(value)
    if not fits:
        raise Refusal(
            f"“{asked}{sign}{value}” is not understood. {_possible(asked, known)}", code="search"
        )


def _plain(asked: Field, value: str, known: Vocabulary) -> str:
    if asked is Field.NUMBER:
        return value.upper().removeprefix(f"{known.prefix}-")
    return value if asked in {Field.OWNER, Field.CUSTOMER} else value.lower()


def _is_day(value: str) -> bool:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return day.isoformat() == value and 1970 <= day.year < date.max.year


def _possible(asked: Field, known: Vocabulary) -> str:
    examples = {
        Field.OWNER: "owner:me, owner:none, or a part of a name: owner:nowak",
        Field.CUSTOMER: 'a part of a name: customer:northgate, customer:"St Brannock"',
        Field.DUE: "due<2h, due>1d, due:over, due:none; m, h, d and w are minutes to weeks",
        Field.REPORTED: "reported<7d (in the last seven days), reported>7d, reported:2026-03-02",
        Field.NUMBER: f"number:1042 or {known.prefix}-1042",
    }
    if asked in examples:
        return f"Possible: {examples[asked]}."
    return f"Possible: {', '.join(f'{asked}:{one}' for one in known.choices[asked])}."
