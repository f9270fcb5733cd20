"""What went wrong, as people tell it: the texts of `stories/`, read once and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "stories"
PHRASES = STORIES / "phrases.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One kind of trouble, with all that may be said about it. Names in braces are filled in."""

    key: str
    category: str
    severities: tuple[str, ...]  # one is drawn; named twice, it is drawn twice as often
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    impacts: tuple[str, ...]
    exchanges: tuple[tuple[str, str], ...]  # a question of support and its answer
    notes: tuple[str, ...]
    updates: tuple[str, ...]
    solutions: tuple[str, ...]
    fixes: tuple[str, ...]  # what helped after the first solution did not hold
    again: str
    fits: str = "trouble"  # the courses it may take: trouble, question, out_of_scope
    always_critical: str = ""
    countries: tuple[str, ...] = ()  # none: everywhere


@cache
def stories_of(slug: str) -> tuple[Story, ...]:
    """This function will return the stories told at a vendor, in the order of its files."""
    files = sorted(STORIES.glob(f"{slug.replace('-', '_')}_*.toml"))
    return tuple(_story(told) for file in files for told in _read(file)["story"])


@cache
def phrases() -> Mapping[str, tuple[str, ...]]:
    """This function will return what support people say whatever the trouble is."""
    return {name: tuple(said) for name, said in _read(PHRASES).items()}


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _story(told: dict[str, Any]) -> Story:
    lists = {key: tuple(value) for key, value in told.items() if isinstance(value, list)}
    lists["exchanges"] = tuple((question, answer) for question, answer in told["exchanges"])
    return Story(**(told | lists))
