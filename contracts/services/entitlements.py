"""Agreeing something otherwise than a contract's tier says (LU-05)."""

from datetime import date, datetime

from django.db import transaction

from contracts.domain.entitlements import Entitled, Entitlement, Kind, Recurring, Value, packed
from contracts.entitlements import entitlement, loaded
from contracts.models import Contract, EntitlementOverride
from contracts.phrases import value_in_words
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

LONGEST_REASON = 300  # characters
MOST = 1000  # of anything that is counted


@transaction.atomic
def override(
    *,
    by: Membership,
    contract: Contract,
    key: str,
    value: Value | None,
    since: date,
    until: date | None,
    reason: str,
    at: datetime,
) -> EntitlementOverride:
    """Set one row otherwise for a contract from a date on; no value: as the tier says again.

    Rows are written once. Of those that hold on a date the last one written counts.

    :raises Refusal: if `by` may not, the agreement has no such row, the value does not fit it,
        the dates do not fit the contract, there is no reason, or nothing would change.
    """
    require(by, Act.AMEND_CONTRACTS)
    contract = Contract.objects.locked().select_related("customer").get(pk=contract.pk)
    words = " ".join(reason.split())[:LONGEST_REASON]
    if not words:
        raise Refusal("Say why: it stands beside the entitlement.", code="no_reason")
    _check_dates(contract, since, until)
    (contract,) = loaded([contract])
    before = entitlement(contract, key, since)
    if before is None:
        raise Refusal(f"The agreement has no entitlement {key!r}.", code="unknown_entitlement")
    _check_value(before.row, value)
    _check_change(before, value, until)
    row = EntitlementOverride.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        key=key,
        value=None if value is None else packed(value),
        since=since,
        until=until,
        reason=words,
        made_by=by.person,
        made_at=at,
    )
    record(
        "entitlement agreed otherwise" if value is not None else "entitlement put back",
        contract,
        actor=by.person,
        at=at,
        before={"entitlement": key, "value": packed(before.value)},
        after={"entitlement": key, "value": row.value, "since": since.isoformat(), "why": words},
    )
    return row


def _check_change(before: Entitled, value: Value | None, until: date | None) -> None:
    if value is None and before.override is None:
        raise Refusal(f"{before.row.name} is as the tier says already.", code="no_change")
    if until is None and value is not None and value == before.value:
        raise Refusal(
            f"{before.row.name} is {value_in_words(before.row, value)} already.", code="no_change"
        )


def _check_dates(contract: Contract, since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Refusal("The last day lies before the first.", code="dates")
    outside = since < contract.starts_on or (contract.ends_on and since > contract.ends_on)
    if outside:
        raise Refusal(f"{since:%d %B %Y} lies outside the contract's term.", code="outside_term")


def _check_value(row: Entitlement, value: Value | None) -> None:
    kinds = {Kind.YES_NO: bool, Kind.QUANTITY: int, Kind.TEXT: str, Kind.ACTIVITY: Recurring}
    if value is None:
        return
    count = value.times if isinstance(value, Recurring) else value
    if type(value) is not kinds[row.kind] or value == "":
        raise Refusal(f"{row.name} is {NEEDS[row.kind]}.", code="wrong_value")
    if isinstance(count, int) and not 0 <= count <= MOST:
        raise Refusal(f"{row.name} is from 0 to {MOST}.", code="wrong_value")


NEEDS = {
    Kind.YES_NO: "either there or not",
    Kind.QUANTITY: "a number",
    Kind.TEXT: "said in words",
    Kind.ACTIVITY: "a number of times",
}
