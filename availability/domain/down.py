"""What the recorded outages come to under a policy, before maintenance is looked at."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from availability.domain.facts import WHOLE, Outage
from availability.domain.policy import Policy
from availability.domain.spans import Span, Spans, second_of, span_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Down:
    """Outages in seconds: whole ones, those that count in part, and what was decided of them."""

    raw: Spans  # from beginning to end: records that overlap or touch are one
    full: Spans  # the provider's, counted whole
    shares: tuple[tuple[Fraction, Spans], ...]  # the provider's, counted in part, most first
    decided: Spans  # excluded


def down_by(outages: Iterable[Outage], policy: Policy) -> Down:
    """This function will weigh each outage as the agreement does (P18, P19, H21, H22)."""
    raw: list[Span] = []
    decided: list[Span] = []
    counted: dict[Fraction, list[Span]] = defaultdict(list)
    for one in outages:
        weight = one.weight(policy)
        if not weight:
            continue
        span = span_of(one.during_by(policy.bounds))
        raw.append(span)
        if not one.exclusions:
            counted[weight].append(span)
            continue
        excluded = _excluded(one, span)
        decided += excluded
        counted[weight] += Spans([span]) - excluded
    full = Spans(counted.pop(WHOLE, []))
    shares = tuple((weight, Spans(counted[weight])) for weight in sorted(counted, reverse=True))
    return Down(raw=Spans(raw), full=full, shares=shares, decided=Spans(decided))


def _excluded(outage: Outage, span: Span) -> Spans:
    """This function will return what was decided of an outage, inside the bounds that count."""
    start, end = span
    cut = []
    for one in outage.exclusions:
        if one.during is None:
            return Spans([span])
        cut.append((max(second_of(one.during.start), start), min(second_of(one.during.end), end)))
    return Spans(cut)
