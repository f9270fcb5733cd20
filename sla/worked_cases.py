"""Worked cases of the clocks: one JSON object in, both clocks with their arithmetic out.

This is the edge: texts become instants and promises here, bad ones become a sentence.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, cast

from contracts.agreement_file import agreement_paths, read_agreement
from contracts.domain.terms import Terms
from contracts.regions import holidays_of
from portal.kernel.refusal import Refusal
from portal.kernel.schedule import known_zone
from sla.domain.clock import Reading, read_clock
from sla.domain.effects import Happening, Kind, Milestone
from sla.domain.segments import Segment
from sla.domain.tally import Promises
from sla.terms import promises_for, rules_for

SECOND = timedelta(seconds=1)
FIRST_YEAR, LAST_YEAR = 1970, 2199
DECADE = 10
YEARS_AHEAD = 3  # how far past the decade looked at a deadline may reach

type Case = Mapping[str, object]
type Answer = dict[str, Any]  # JSON to be


def answer(case: Case) -> Answer:
    """This function will return `{"result": ...}` with both clocks, as `calculate clock` asks.

    :raises Refusal: with a sentence, if the case is none.
    """
    return {"result": clocks_of(case)}


def clocks_of(case: Case) -> dict[str, Answer | None]:
    """This function will read both clocks of a case, each None where nothing is promised.

    :raises Refusal: if the case is none: an unknown vendor, tier, zone, region,
        severity or kind, an instant without offset, a history that does not begin with a report.
    """
    terms = _terms_of(_text(case, "vendor"))
    happenings = [_happening(event, terms) for event in _objects(case, "events")]
    at = _instant(case, "at")
    years = _years(at, *(happening.at for happening in happenings))
    tier, zone = _optional(case, "tier") or terms.default_tier, _text(case, "timezone")
    known_zone(zone)  # also where the agreement names a zone of its own
    place = (terms.slug, tier, zone, _optional(case, "holidays"), years)
    return {
        milestone.value: _shown(
            read_clock(milestone, happenings, _promises(*place, milestone), rules_for(terms), at)
        )
        for milestone in Milestone
    }


@cache
def _terms() -> dict[str, Terms]:
    """This function will read the agreements once, as they lie in the code."""
    files = [read_agreement(path) for path in agreement_paths()]
    return {file.terms.slug: file.terms for file in files}


def _terms_of(vendor: str) -> Terms:
    if vendor not in _terms():
        raise Refusal(
            f"There is no vendor {vendor!r}; there is {', '.join(_terms())}.", code="unknown_vendor"
        )
    return _terms()[vendor]


@lru_cache(maxsize=256)
def _promises(
    vendor: str, tier: str, zone: str, region: str, years: tuple[int, int], milestone: Milestone
) -> Promises:
    """This function will keep the promises of a place, whose calendars are dear to compile."""
    holidays = holidays_of(region, range(*years)) if region else {}
    return promises_for(_terms_of(vendor), tier, zone, holidays, milestone)


def _years(*instants: datetime) -> tuple[int, int]:
    """This function will span the decades of a case, so that cases nearby share calendars."""
    years = sorted(instant.year for instant in instants)
    return years[0] // DECADE * DECADE - 1, (years[-1] // DECADE + 1) * DECADE + YEARS_AHEAD


def _happening(event: Case, terms: Terms) -> Happening:
    severity = _severity(event)
    if severity is not None and severity not in terms.severities:
        raise Refusal(
            f"{terms.name} has no severity {severity!r}; it has {', '.join(terms.severities)}.",
            code="unknown_severity",
        )
    return Happening(
        at=_instant(event, "at"),
        kind=_kind(event),
        severity=severity,
        solved=_is_solved(event, terms),
        actor=_optional(event, "actor"),
    )


def _severity(event: Case) -> str | None:
    """This function will return what an event sets; a severity that is a number may be one."""
    given = event.get("severity")
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    return _optional(event, "severity") or None


def _kind(event: Case) -> Kind:
    text = _text(event, "kind")
    if text not in set(Kind):
        raise Refusal(
            f"There is no kind of event {text!r}; there is {', '.join(Kind)}.", code="unknown_kind"
        )
    return Kind(text)


def _is_solved(event: Case, terms: Terms) -> bool:
    """This function will tell a closing with a solution from one for another reason (LU-20).

    A reason that the agreement does not list is not a solution.
    """
    if isinstance(solved := event.get("solved"), bool):
        return solved
    reason = _optional(event, "reason").strip().lower().replace(" ", "_")
    return any(known.solved for known in terms.closing_reasons if known.key == reason)


def _text(holder: Case, key: str) -> str:
    value = holder.get(key)
    if not isinstance(value, str) or not value:
        raise Refusal(f"{key!r} must be a text.", code="bad_field")
    return value


def _optional(holder: Case, key: str) -> str:
    """This function will return a text that may be missing, null or empty."""
    return _text(holder, key) if holder.get(key) not in (None, "") else ""


def _objects(holder: Case, key: str) -> list[Case]:
    value = holder.get(key)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Refusal(f"{key!r} must be a list of objects.", code="bad_field")
    return cast("list[Case]", value)


def _instant(holder: Case, key: str) -> datetime:
    text = _text(holder, key)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{text!r} is not an instant.", code="bad_instant") from None
    if instant.tzinfo is None:
        raise Refusal(f"{text!r} does not say its offset from UTC.", code="naive_instant")
    if not FIRST_YEAR < instant.year < LAST_YEAR:
        raise Refusal(f"{text!r} lies outside {FIRST_YEAR} to {LAST_YEAR}.", code="far_instant")
    return instant.astimezone(UTC)


def _shown(reading: Reading | None) -> Answer | None:
    if reading is None:
        return None
    return {
        "severity": reading.severity,
        "budget_seconds": reading.budget // SECOND,
        "spent_seconds": reading.spent // SECOND,
        "due_at": _shown_instant(reading.due_at),
        "phase": reading.phase.value,
        "outcome": reading.outcome.value,
        "stopped_at": _shown_instant(reading.stopped_at),
        "segments": _shown_segments(reading.segments),
    }


def _shown_segments(segments: Iterable[Segment]) -> list[Answer]:
    return [
        {
            "from": _shown_instant(segment.start),
            "to": _shown_instant(segment.end),
            "reason": str(segment),
            "counted_seconds": segment.counted // SECOND,
        }
        for segment in segments
    ]


def _shown_instant(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
