"""May they? What a contract is entitled to on a date, with its value, clause and whence (LU-05).

Everything that asks comes here. A contract is asked without a query once its terms and overrides
are loaded: `loaded` does that for many at once, and asking does it for one.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from contracts.domain.entitlements import Entitled, Entitlement, settle
from contracts.domain.terms import Terms
from contracts.models import Contract, ContractTerms, EntitlementOverride


def loaded(contracts: Iterable[Contract]) -> list[Contract]:
    """Fetch with these contracts what their entitlements are read from, in two queries."""
    found = list(contracts)
    if wanting := [contract for contract in found if not _is_loaded(contract)]:
        terms = ContractTerms.objects.select_related("agreement").defer("agreement__source")
        overrides = EntitlementOverride.objects.select_related("made_by")
        prefetch_related_objects(
            wanting, Prefetch("terms_history", terms), Prefetch("entitlement_overrides", overrides)
        )
    return found


def _is_loaded(contract: Contract) -> bool:
    # Asked first, since the queries alone take longer to put together than an answer.
    fetched = getattr(contract, "_prefetched_objects_cache", {})
    return "terms_history" in fetched and "entitlement_overrides" in fetched


def entitlement(contract: Contract, key: str, on: date) -> Entitled | None:
    """Return what a contract is entitled to in one row; None: its agreement has no such row."""
    (contract,) = loaded([contract])
    terms, tier = terms_of(contract, on)
    overrides = [row.as_override() for row in _overrides(contract) if row.key == key]
    return settle(terms.entitlements, tier=tier, key=key, on=on, overrides=overrides)


def may(contract: Contract, key: str, on: date) -> bool:
    """Say whether a contract is entitled to something on a date."""
    return bool(entitlement(contract, key, on))


def all_of(contract: Contract, on: date) -> list[Entitled]:
    """Return every row of a contract's agreement with what the contract has of it."""
    (contract,) = loaded([contract])
    terms, tier = terms_of(contract, on)
    overrides = [row.as_override() for row in _overrides(contract)]
    settled = (
        settle(terms.entitlements, tier=tier, key=key, on=on, overrides=overrides)
        for key in terms.entitlements.by_key
    )
    return [one for one in settled if one is not None]


def row_of(contract: Contract, key: str, on: date) -> Entitlement | None:
    """Return a row of the agreement that a contract stands on, by its key."""
    terms, _ = terms_of(contract, on)
    return terms.entitlements.by_key.get(key)


def terms_of(contract: Contract, on: date) -> tuple[Terms, str]:
    """Return the terms and the tier that a loaded contract stands on at a date.

    Before its first day these are the ones it will begin with.
    """
    rows = list(contract.terms_history.all())
    held = [row for row in rows if row.since <= on] or rows[:1]
    if not held:
        return contract.agreement.terms, contract.tier
    return held[-1].agreement.terms, held[-1].tier


def _overrides(contract: Contract) -> Iterable[EntitlementOverride]:
    return contract.entitlement_overrides.all()
