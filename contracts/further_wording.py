"""Each further shape of a credit as a sentence, by the values of the file."""

from contracts.domain.further_credits import (
    FlatDays,
    FurtherCredit,
    Gate,
    MinuteSteps,
    MissedMilestones,
    PercentSteps,
    ServiceDays,
)
from contracts.domain.terms import Terms
from contracts.wording import Sentence, number

GATED = {
    Gate.MISSED: "Only for a month below its target.",
    Gate.NONE: "Also for a month that met its target.",
}


def further_sentence(one: FurtherCredit, terms: Terms) -> Sentence:
    """This function will write what one of `[[further_credits]]` gives."""
    said = f"{one.name}: {_gives(one, terms)}"
    return Sentence(f"{said} {GATED[one.gate]}", one.clause)


def _gives(one: FurtherCredit, terms: Terms) -> str:
    match one:
        case MinuteSteps():
            return (
                f"{number(one.credit)} % of the month's fee for each full "
                f"{_so_many(one.minutes, 'minute')} of downtime."
            )
        case PercentSteps():
            return (
                f"{number(one.credit)} % of the month's fee for each full "
                f"{number(one.percent)} % by which the month is below its target."
            )
        case ServiceDays():
            days, full = _so_many(one.days, "day"), _so_many(one.minutes, "minute")
            return (
                f"{days} of service for each full {full} of downtime, each worth the month's fee "
                "divided by the days of the month."
            )
        case FlatDays():
            least = _so_many(one.minutes, "minute")
            return (
                f"{number(one.amount)} {one.currency} for each day with {least} of downtime or "
                "more."
            )
        case MissedMilestones():
            return _milestones(one, terms)


def _milestones(one: MissedMilestones, terms: Terms) -> str:
    what = " or ".join(one.milestones)
    of = "any severity"
    if one.severities:
        of = ", ".join(terms.severities[key].name for key in one.severities)
    grows = "doubled" if one.doubling else f"{number(one.further)} % more"
    return (
        f"{number(one.credit)} % of the month's fee for each missed {what} ({of}), {grows} for "
        f"each further hour begun after the first, at most {number(one.most)} % each. Targets "
        "that are assumed earn nothing."
    )


def _so_many(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
