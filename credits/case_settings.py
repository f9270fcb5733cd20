"""All by which a worked case is counted: an agreement's own settings, gathered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from availability.domain.chronic import Misses, SlowDays
from availability.domain.policy import Policy
from availability.domain.response_time import Limit
from availability.terms import limit_for, misses_for, policy_for, slow_days_for
from contracts.domain.credits import HourCredits
from contracts.domain.terms import Terms
from credits.domain.claims import ClaimRules
from credits.domain.rules import Bands
from credits.terms import bands_for, claims_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All by which a month and its credit are counted."""

    policy: Policy | None = None  # None: no availability is promised
    bands: Bands | None = None
    hours: HourCredits | None = None
    claims: ClaimRules | None = None
    limit: Limit | None = None
    day_credit: Fraction = Fraction(0)
    misses: Misses | None = None
    slow_days: SlowDays | None = None
    aim: Fraction | None = None  # of attainment
    payment_days: int | None = None  # after the month, where no invoice follows (HR-06)


def settings_of(terms: Terms, holidays: Mapping[date, str]) -> Settings:
    """This function will return an agreement's own settings."""
    stated = terms.availability
    if stated is None:
        return Settings(aim=terms.attainment_aim)
    slow, chronic = stated.response_time, stated.chronic
    return Settings(
        policy=policy_for(stated, holidays),
        bands=bands_for(terms.credits, stated.target) if terms.credits else None,
        hours=terms.hour_credits,
        claims=claims_for(terms.claims, stated.zone, holidays) if terms.claims else None,
        limit=limit_for(slow) if slow else None,
        day_credit=slow.credit_per_day if slow else Fraction(0),
        misses=misses_for(chronic) if chronic else None,
        slow_days=slow_days_for(chronic) if chronic else None,
        aim=terms.attainment_aim,
        payment_days=terms.settlement.payment_days if terms.settlement else None,
    )
