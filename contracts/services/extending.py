"""Extended support agreed with a customer beyond the standard year (LU-08)."""

from datetime import date, datetime

from django.db import transaction

from contracts.domain.lifecycle import ONE_DAY, Standing, stage_of
from contracts.domain.versions import ReleaseKind
from contracts.models import Contract, Extension, Release
from contracts.services.releases import check_own
from contracts.standings import published_of, today_at
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require


@transaction.atomic
def extend_support(
    *,
    contract: Contract,
    release: Release,
    by: Membership,
    until: date,
    agreed_by: str,
    reason: str,
    at: datetime,
) -> Extension:
    """Record that extended support of a quarterly release goes on for a customer until a day.

    The newest row holds, so that a later one may also shorten what was agreed before; the year
    that the agreement gives is never shortened.

    :raises Refusal: if the agreement knows no extended support, the release is no quarterly one,
        the day adds nothing to the standard year or has passed, or it is not said who agreed.
    """
    require(by, Act.AMEND_CONTRACTS)
    check_own(by, contract)
    check_own(by, release)
    _check_day(release, until, _standard(contract, release, at), today_at(by.vendor, at))
    if not agreed_by.strip() or not reason.strip():
        raise Refusal("Say who agreed to it, and why: others will rely on it.", code="empty")
    extension = Extension.objects.create(
        vendor=by.vendor,
        contract=contract,
        release=release,
        until=until,
        agreed_by=" ".join(agreed_by.split())[:120],
        reason=" ".join(reason.split())[:300],
        recorded_at=at,
        recorded_by=by.person,
    )
    record(
        "support extended",
        extension,
        actor=by.person,
        at=at,
        after={"release": str(release), "until": until.isoformat()},
    )
    return extension


def _check_day(release: Release, until: date, standing: Standing, today: date) -> None:
    if until < today:
        raise Refusal(f"{until:%d %B %Y} has passed; agree a day to come.", code="too_early")
    ends_on = standing.eosl_on
    if ends_on is not None and until < ends_on:
        raise Refusal(
            f"The agreement supports {release.number.series} until "
            f"{ends_on - ONE_DAY:%d %B %Y} anyway (LU-08); agree a later day.",
            code="too_early",
        )


def _standard(contract: Contract, release: Release, at: datetime) -> Standing:
    """Return where the release stands by the agreement alone."""
    rules = contract.agreement.terms.lifecycle
    if rules is None:
        raise Refusal(
            f"{contract.vendor}'s agreement knows no end of support, so there is nothing to "
            "extend.",
            code="no_lifecycle",
        )
    if release.kind is not ReleaseKind.QUARTERLY:
        raise Refusal(
            f"{release} is a {release.kind.words}; support is extended for "
            f"{release.number.series}, the quarterly release that it corrects.",
            code="not_quarterly",
        )
    published = published_of([release.product_id])[release.product_id]
    today = today_at(contract.vendor, at)
    return stage_of(release.number, published, on=today, rules=rules)
