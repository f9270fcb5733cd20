"""The front matter of an article's file: YAML of names with a text or a list of texts, no more.

It is read event by event and never made into objects: tags, anchors and aliases are refused where
they stand, so that nothing in a file is expanded or built. Every value is the text that stands
there: `versions: 5.10` is no number and `title: no` no refusal.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

import yaml

from portal.kernel.refusal import Refusal

MOST = 20_000  # characters
FENCE = "---"
UNREADABLE = (yaml.YAMLError, ValueError)  # a ValueError: an escape beyond the last character

type Value = str | list[str]


def written(said: Mapping[str, Value]) -> str:
    """Return front matter between its fences."""
    text: str = yaml.safe_dump(dict(said), allow_unicode=True, sort_keys=False, width=1_000_000)
    return f"{FENCE}\n{text}{FENCE}\n"


def taken_apart(text: str) -> tuple[str, str]:
    """Return the front matter of a file, and what follows it.

    :raises Refusal: if there is none, or it has no end.
    """
    first, _, rest = text.partition("\n")
    if first.rstrip() != FENCE:
        raise Refusal("It does not begin with front matter: a line “---”, names, and “---”.")
    lines = rest[: MOST + len(FENCE) + 1].split("\n")
    for at, line in enumerate(lines):
        if line.rstrip() == FENCE:
            front = "\n".join(lines[:at])
            return front, rest[len(front) + len(line) + (2 if at else 1) :]
    raise Refusal(f"Its front matter does not end: “---” is missing, or more than {MOST:,} long.")


def read(text: str, known: tuple[str, ...]) -> dict[str, Value]:
    """Return what front matter says.

    :param known: the names that may stand in it; a mistyped one must not pass for an absent one.
    :raises Refusal: if it is anything but names with a text or a list of texts, each name once.
    """
    try:
        said = dict(_pairs(_checked(yaml.parse(text)), known))
    except UNREADABLE as error:
        raise Refusal(f"Its front matter cannot be read: {_where(error)}") from None
    return said


def _checked(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    for event in events:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refusal("Its front matter refers to itself (& or *): write everything out.")
        if getattr(event, "tag", None) is not None:
            raise Refusal("Its front matter names a kind of value (!): write it as plain text.")
        yield event


def _pairs(events: Iterator[yaml.Event], known: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    begun = [type(event) for event in islice(events, 3)]
    if begun != [yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.MappingStartEvent]:
        raise Refusal("Its front matter is no list of names, each with a colon and a value.")
    seen: set[str] = set()
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        name = _scalar(event)
        if name not in known:
            raise Refusal(f"“{name[:40]}” is no name of front matter. {_possible(known)}")
        if name in seen:
            raise Refusal(f"“{name}” stands twice in its front matter.")
        seen.add(name)
        yield name, _value(next(events), events, name)
    ends = [type(event) for event in events]
    if ends != [yaml.DocumentEndEvent, yaml.StreamEndEvent]:
        raise Refusal("Its front matter holds more than one document.")


def _value(event: yaml.Event, events: Iterator[yaml.Event], name: str) -> Value:
    if not isinstance(event, yaml.SequenceStartEvent):
        return _scalar(event, name)
    found: list[str] = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        found.append(_scalar(event, name))
    return found


def _scalar(event: yaml.Event, name: str = "") -> str:
    if not isinstance(event, yaml.ScalarEvent):
        about = f"“{name}”" if name else "A name"
        raise Refusal(f"{about} of its front matter holds more than a text or a list of texts.")
    return str(event.value)


def _where(error: Exception) -> str:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if mark is None:
        return "it holds a character that no text has."
    return f"line {mark.line + 2}: {problem}."  # its first line is the fence


def _possible(known: tuple[str, ...]) -> str:
    return f"Possible are {', '.join(known)}."
