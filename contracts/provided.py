"""Which always-critical functions a customer has (LU-13)."""

from contracts.domain.severities import AlwaysCritical
from contracts.domain.terms import Terms
from contracts.models import Contract, Instance


def critical_functions(contract: Contract, terms: Terms) -> list[AlwaysCritical]:
    """Return the functions whose failure is always of the most severe class for this customer.

    What the agreement lists without a condition holds for everybody: a missing note must not
    hide it. What it lists "if provided" holds where an instance of the contract has it.
    """
    if not terms.always_critical:
        return []
    provided, country = provided_to(contract), contract.customer.country
    return [
        rule
        for rule in terms.always_critical
        if rule.applies_to(country=country, provided=provided)
    ]


def optional_functions(contract: Contract) -> list[AlwaysCritical]:
    """Return the functions that this customer may have or not have."""
    country = contract.customer.country
    return [
        rule
        for rule in contract.agreement.terms.always_critical
        if rule.if_provided and rule.applies_to(country=country, provided={rule.key})
    ]


def provided_to(contract: Contract) -> set[str]:
    """Return the optional functions that a customer has on any of its instances (LU-13)."""
    running = Instance.objects.running().filter(contract=contract)
    return {key for keys in running.values_list("provided", flat=True) for key in keys}
