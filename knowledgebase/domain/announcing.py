"""Announcements: what they say, to whom, and how they come and go (LU-28, CO-14).

docs/algorithms/knowledge.md, Announcements, has the rules as tables.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.kernel.refusal import Refusal

LONGEST_TITLE = 150  # characters
LONGEST_TEXT = 20_000
MOST_VERSIONS = 30

_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,3}", re.ASCII)
_PARTS = 4  # of a release's number: 5.3.1.2


class Kind(StrEnum):
    """What an announcement is about."""

    RELEASE = "release"
    MAINTENANCE = "maintenance"
    NEWS = "news"

    @property
    def label(self) -> str:
        """This property will return it in the words of its pages."""
        return _KINDS[self]


_KINDS = {
    Kind.RELEASE: "Release notice",
    Kind.MAINTENANCE: "Maintenance",
    Kind.NEWS: "Service news",
}


class Meant(StrEnum):
    """For which customers an announcement is."""

    ALL = "all"
    TIERS = "tiers"
    VERSIONS = "versions"

    @property
    def label(self) -> str:
        """This property will return it in the words of its pages."""
        return _MEANT[self]


_MEANT = {
    Meant.ALL: "All customers",
    Meant.TIERS: "Customers on some tiers",
    Meant.VERSIONS: "Customers who run a product, or some versions of it",
}


class Stage(StrEnum):
    """Where an announcement stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """This property will return it in the words of its pages."""
        return self.value


class Move(StrEnum):
    """What is done to an announcement."""

    SAVE = "save"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    RETURN = "return"
    GO_LIVE = "go_live"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """This property will return what was done, in the words of its pages."""
        return _DONE[self]


_DONE = {
    Move.SAVE: "written",
    Move.PUBLISH: "published",
    Move.SCHEDULE: "scheduled",
    Move.RETURN: "taken back into a draft",
    Move.GO_LIVE: "published as scheduled",
    Move.WITHDRAW: "withdrawn",
}

# From which stages a deed is done, and where it leads; writing leaves it where it is.
WAYS: Mapping[Move, Mapping[Stage, Stage]] = {
    Move.SAVE: {Stage.DRAFT: Stage.DRAFT, Stage.PUBLISHED: Stage.PUBLISHED},
    Move.PUBLISH: {Stage.DRAFT: Stage.PUBLISHED, Stage.SCHEDULED: Stage.PUBLISHED},
    Move.SCHEDULE: {Stage.DRAFT: Stage.SCHEDULED, Stage.SCHEDULED: Stage.SCHEDULED},
    Move.RETURN: {Stage.SCHEDULED: Stage.DRAFT},
    Move.GO_LIVE: {Stage.SCHEDULED: Stage.PUBLISHED},
    Move.WITHDRAW: dict.fromkeys((Stage.DRAFT, Stage.SCHEDULED, Stage.PUBLISHED), Stage.WITHDRAWN),
}

_STANDS = {
    Stage.DRAFT: "is a draft. It can be written on, published, scheduled or withdrawn.",
    Stage.SCHEDULED: "waits for its hour. Take it back into a draft first, then it can be changed.",
    Stage.PUBLISHED: "is published. It can be corrected, which its readers see, or withdrawn.",
    Stage.WITHDRAWN: "is withdrawn, and stays so. Write another one.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a revision says, and to whom. Versions are those of one product; none: all of it."""

    kind: str = Kind.NEWS.value
    title: str
    text: str
    meant: str = Meant.ALL.value
    tiers: tuple[str, ...] = ()
    product: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """What one customer has on a day: tiers of its contracts, and what its instances run."""

    tiers: frozenset[str] = frozenset()
    runs: frozenset[tuple[str, str]] = frozenset()  # product and release

    @property
    def keys(self) -> frozenset[str]:
        """This property will return the keys of versions that mean whoever runs this."""
        return frozenset(key for product, release in self.runs for key in _keys(product, release))


def possible(stage: str) -> set[Move]:
    """This function will name what can be done to an announcement at a stage."""
    return {move for move, ways in WAYS.items() if Stage(stage) in ways}


def after(move: Move, stage: str) -> Stage:
    """This function will say where a deed leads.

    :raises Refusal: with code `wrong_state`, if it cannot be done at this stage.
    """
    here = Stage(stage)
    if here not in WAYS[move]:
        raise Refusal(f"This announcement {_STANDS[here]}", code="wrong_state")
    return WAYS[move][here]


def tidied(
    said: Announced, *, tiers: Iterable[str] = (), products: Iterable[str] = ()
) -> Announced:
    """This function will return what is announced without blank edges and idle choices.

    :param tiers: the tiers there are; :param products: the products there are, by name.
    :raises Refusal: if something is missing, too long, or names what there is not.
    """
    title, text = " ".join(_plain(said.title).split()), _plain(said.text).strip()
    if not title or len(title) > LONGEST_TITLE:
        raise Refusal(f"Give it a title of up to {LONGEST_TITLE} characters.", code="title")
    if not text:
        raise Refusal("Say what is announced: nothing is written yet.", code="text")
    if len(text) > LONGEST_TEXT:
        raise Refusal(f"It has {len(text):,} characters; {LONGEST_TEXT:,} fit.", code="text")
    plain = replace(said, title=title, text=text, tiers=(), product="", versions=())
    match Meant(said.meant):
        case Meant.TIERS:
            return replace(plain, tiers=_tiers(said.tiers, set(tiers)))
        case Meant.VERSIONS:
            product = _product(said.product, products)
            return replace(plain, product=product, versions=_versions(said.versions))
    return plain


def keys_meant(said: Announced) -> list[str]:
    """This function will return the keys of versions for which an announcement is."""
    if said.meant != Meant.VERSIONS:
        return []
    return sorted(f"{said.product.casefold()}|{one}" for one in said.versions or ("",))


def is_meant(said: Announced, holding: Holding) -> bool:
    """This function will say whether an announcement is for a customer that has this."""
    if said.meant == Meant.TIERS:
        return bool(holding.tiers & set(said.tiers))
    return said.meant == Meant.ALL or bool(holding.keys & set(keys_meant(said)))


def _keys(product: str, release: str) -> list[str]:
    """Return all that a release may be called by: 5.3.1 is 5, 5.3, 5.3.1 and 5.3.1.0."""
    known = [str(int(part)) for part in release.split(".")] if _VERSION.fullmatch(release) else []
    parts = (known + ["0"] * _PARTS)[:_PARTS] if known else []
    begins = [".".join(parts[:length]) for length in range(len(parts) + 1)]
    return [f"{product.casefold()}|{begin}" for begin in begins]


def _tiers(named: Iterable[str], known: set[str]) -> tuple[str, ...]:
    wanted = tuple(sorted(set(named)))
    if not wanted or not set(wanted) <= known:
        raise Refusal("Name the tiers whose customers are to read it.", code="tiers")
    return wanted


def _product(named: str, known: Iterable[str]) -> str:
    wanted = " ".join(named.split()).casefold()
    found = next((one for one in known if one.casefold() == wanted), None)
    if found is None:
        raise Refusal("Name the product whose customers are to read it.", code="product")
    return found


def _versions(named: Iterable[str]) -> tuple[str, ...]:
    wanted = {one.strip() for one in named} - {""}
    if odd := sorted(one for one in wanted if not _VERSION.fullmatch(one)):
        raise Refusal(
            f"“{odd[0][:30]}” is no version. Write 5.3 for all of that series, 5.3.1 for that "
            "release with its hot fixes.",
            code="versions",
        )
    if len(wanted) > MOST_VERSIONS:
        raise Refusal(f"{len(wanted)} versions are named; {MOST_VERSIONS} fit.", code="versions")
    numbers = sorted(tuple(int(part) for part in one.split(".")) for one in wanted)
    return tuple(".".join(map(str, number)) for number in dict.fromkeys(numbers))


def _plain(text: str) -> str:
    return re.sub("[\x00\ud800-\udfff]", "", text.replace("\r\n", "\n"))
