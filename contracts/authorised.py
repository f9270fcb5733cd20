"""Whether a customer keeps a list of who may give instructions, and who is on it (PQ-13)."""

from datetime import datetime

from contracts.domain.instructions import Instructions
from contracts.domain.terms import Terms
from contracts.entitlements import loaded, terms_of
from contracts.models import AgreementVersion, AuthorisedPerson
from contracts.queries import active_contracts
from contracts.seats import today
from portal.tenancy.models import Customer, Vendor


def keeps_list(customer: Customer, at: datetime) -> Instructions | None:
    """Return the rule by which a customer keeps such a list; None: its agreement asks for none."""
    contracts = loaded(active_contracts([customer], at))
    asked = [terms_of(contract, today(customer, at))[0] for contract in contracts]
    return next(filter(None, map(_rule, asked)), None)


def vendor_keeps_lists(vendor: Vendor, at: datetime) -> Instructions | None:
    """Return the rule of the vendor's own terms in force, if they have one."""
    versions = AgreementVersion.objects.filter(vendor=vendor).in_force(at.date())
    newest = versions.defer("source").first()
    return _rule(newest.terms) if newest else None


def may_instruct(customer: Customer, email: str, at: datetime) -> bool:
    """Say whether an address belongs to someone who may instruct for a customer at an instant."""
    known = AuthorisedPerson.objects.filter(customer=customer, email=email.strip().lower())
    return any(person.may_instruct(at) for person in known.with_history())


def _rule(terms: Terms) -> Instructions | None:
    rule = terms.instructions
    return rule if rule and rule.authorised_persons else None
