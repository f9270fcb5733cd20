"""What a month lacks before it can be closed: words that are owed, and what is not decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from availability.figures import MonthFigure
from availability.models import OutageVersion, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that a month lacks; `owed` must be there, the rest needs a reason."""

    outage: str  # "O-14"; empty: it is about maintenance or slow days
    number: int
    words: str
    owed: bool = False
    slow_days: tuple[date, ...] = ()  # of which nothing is said


def lacking(figure: MonthFigure) -> list[Lack]:
    """Return what a month lacks, what is owed first.

    Of a missed month the cause and the corrective action of each outage that counts are owed
    (H26): the report upon request must hold them. So are those of days that were too slow and
    earn a credit (HR-05, HR-08). The rest can be closed over with a reason.
    """
    counting = {one.outage.key for one in figure.deductions if one.counted or one.partial}
    concerned = {one.outage.key for one in figure.deductions}
    versions = [one for one in figure.facts.versions if str(one.outage) in concerned]
    found = [
        *(_texts(versions, counting) if figure.found.is_missed else ()),
        *_slow(figure),
        *_going_on(figure, versions),
        *_unconfirmed(versions),
        *_undecided(figure),
        *_works(figure),
    ]
    return sorted(found, key=lambda one: not one.owed)


def _texts(versions: Iterable[OutageVersion], counting: set[str]) -> Iterator[Lack]:
    for one in versions:
        key = str(one.outage)
        named = {"cause": one.cause, "corrective action": _corrective(one)}
        missing = [name for name, text in named.items() if not text.strip()]
        if key in counting and missing:
            words = f"{key} counts and the month was missed: say its {' and its '.join(missing)}."
            yield Lack(outage=key, number=one.outage.number, words=words, owed=True)


def _corrective(version: OutageVersion) -> str:
    return version.corrective_taken or version.corrective_planned


def _slow(figure: MonthFigure) -> Iterator[Lack]:
    """Yield what is lacking of days that were too slow: all of them in one sentence."""
    terms = figure.facts.terms.response_time
    days = tuple(one.on for one in figure.slow if not one.is_explained)
    if terms and days:
        words = (
            f"Responses were too slow on {listed(days)}, and nobody has said why: write the cause "
            f"and the corrective action on the month's page of slow days."
        )
        owed = terms.credit_per_day > 0
        yield Lack(outage="", number=0, words=words, owed=owed, slow_days=days)


def listed(days: Iterable[date]) -> str:
    """Return days of one month as a sentence names them: 3, 4 and 9 June 2026."""
    *first, last = days
    numbers = ", ".join(str(one.day) for one in first)
    return f"{numbers}{' and ' if first else ''}{last.day} {last:%B %Y}"


def _going_on(figure: MonthFigure, versions: Iterable[OutageVersion]) -> Iterator[Lack]:
    running = {one.key for one in figure.snapshot.outages if one.is_running}
    for one in versions:
        if str(one.outage) in running:
            words = f"{one.outage} is still going on: end it, if it is over."
            yield Lack(outage=str(one.outage), number=one.outage.number, words=words)


def _unconfirmed(versions: Iterable[OutageVersion]) -> Iterator[Lack]:
    for one in versions:
        if not one.is_confirmed:
            words = f"{one.outage} was not confirmed by a direct check."
            yield Lack(outage=str(one.outage), number=one.outage.number, words=words)


def _undecided(figure: MonthFigure) -> Iterator[Lack]:
    for one in figure.facts.undecided:
        said = one.state_for(figure.facts.contract.pk)
        state = "was contested" if said == Verdict.CONTESTED else "was proposed"
        words = f"{one.outage}: an exclusion ({one.reason}) {state} and is not decided."
        yield Lack(outage=str(one.outage), number=one.outage.number, words=words)


def _works(figure: MonthFigure) -> Iterator[Lack]:
    now = figure.at.replace(microsecond=0)
    for one in figure.facts.works:
        if one.during.end >= now:
            words = f"{one.key} is still being worked on: record when it ended."
            yield Lack(outage="", number=0, words=words)
