"""What an operation of the API takes and answers, said beside the method that does it.

The schema (portal.web.schema) is read off these words; they change nothing of what is answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

type Properties = Mapping[str, Mapping[str, Any]]

FILE = "a file"  # in place of what is given: its bytes, of whatever kind it is


class Listing(StrEnum):
    """How many rows are answered, and in what."""

    ONE = "one object"
    CURSOR = "pages that lead on to the next one"
    NUMBERED = "pages by their number"
    RESULTS = "all at once, as `results`"
    PLAIN = "all at once, as a list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is sent: the fields of a form or a serializer, and what is read beside them."""

    of: Any = None  # a form's or a serializer's class
    also: Properties = field(default_factory=dict)
    needed: tuple[str, ...] = ()  # of those beside
    optional: tuple[str, ...] = ()  # that its class asks for and the API does not
    renamed: Mapping[str, str] = field(default_factory=dict)  # field -> what the API calls it
    is_partial: bool = False  # nothing of its class is needed
    words: str = ""
    status: int | None = None  # where it answers otherwise than the operation's others


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One method of one address; of many addresses, where it answers by nouns."""

    gives: Any = None
    takes: Body | None = None
    status: int = 200
    listing: Listing = Listing.ONE
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    nouns: Mapping[str, Body] = field(default_factory=dict)
    more: Any = field(default_factory=dict)  # beside what `gives` says, or beside the rows


def answers[F: Callable[..., Any]](
    gives: Any = None, *, takes: Any = None, **said: Any
) -> Callable[[F], F]:
    """Return what writes down beside a method what it takes and answers.

    :param gives: the serializer's class of what is answered, or its shape, a TypedDict.
    :param takes: a Body, or the class of a form or serializer that is all of it.
    """
    body = takes if takes is None or isinstance(takes, Body) else Body(of=takes)
    described = Described(gives=gives, takes=body, **said)

    def write_down(method: F) -> F:
        method.described = described  # type: ignore[attr-defined]  # read by described_of alone
        return method

    return write_down


def described_of(view: Any, method: str) -> Described | None:
    """Return what was written down beside a view's method, if anything was."""
    found = getattr(getattr(view, method.lower(), None), "described", None)
    return found if isinstance(found, Described) else None
