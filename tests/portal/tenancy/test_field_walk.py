"""The field walk: another vendor's row named in a form is answered like one that is not there.

Each field that takes a row's key is in the table; a form with such a field that is not fails.
"""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from django import forms
from django.utils import timezone
from time_machine import travel

import contracts.forms
from availability.models import Outage
from contracts.models import Product
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.availability.keys import keys_of_outages
from tests.availability.published import component_of
from tests.availability.watched import keys_of_monitoring
from tests.cast import Site, raised, signed_in, staff
from tests.contracts.backing import agreed
from tests.contracts.billing import entered
from tests.contracts.duties import keys_of_duties
from tests.contracts.shelf import current_release
from tests.credits.keys import keys_of_credits
from tests.incidents.behind import planned_behind
from tests.portal.tenancy.test_url_walk import body

NOWHERE = "999999"
NAMED = [
    "availability.forms.monitors",
    "availability.forms.maintenance",
    "availability.forms.outages",
    "availability.forms.proposals",
    "credits.pages.forms",
    "incidents.forms",
    "incidents.forms.problems",
    "portal.people.forms",
    "sla.forms",
]

LEADS_TO_A_CHOICE = {"products/instances/new/"}  # of contracts, as without one

# Where it is posted, by whom, the field, and whose key of the other vendor is typed there.
FIELDS = (
    ("incidents/new/", "contact", "contract", "contract"),
    ("incidents/new/", "contact", "instance", "instance"),
    ("incidents/telephone/", "agent", "contact", "caller"),
    ("incidents/telephone/?contact={caller}", "agent", "contract", "contract"),
    ("incidents/telephone/?contact={caller}", "agent", "instance", "instance"),
    ("incidents/{number}/supplier-requests/", "agent", "supplier", "supplier"),
    ("incidents/{number}/supplier-answers/", "agent", "supplier", "supplier"),
    ("incidents/{number}/owner/", "agent", "colleague", "agent"),
    ("incidents/{number}/route/", "agent", "colleague", "agent"),
    ("incidents/{number}/problem-links/", "agent", "problem", "problem"),
    ("incidents/{number}/bug-escalations/", "contact", "problem", "problem"),
    ("problems/1/changes/", "planner", "target", "release"),
    ("problems/changes/1/shipment/", "planner", "release", "release"),
    ("queue/bulk/", "agent", "to", "agent"),
    ("outages/new/", "agent", "components", "component"),
    ("outages/new/", "agent", "customers", "customer"),
    ("maintenance/new/", "agent", "components", "component"),
    ("monitoring/services/new/", "administrator", "product", "product"),
    ("monitoring/suspected/new/", "agent", "component", "component"),
    ("monitoring/suspected/{suspicion}/joining/", "agent", "joining-outage", "outage"),
    ("monitoring/tokens/new/", "administrator", "component", "component"),
    ("suppliers/{supplier}/shares/", "administrator", "agreement", "backing"),
    ("suppliers/{supplier}/shares/", "administrator", "customer", "customer"),
    ("contracts/new/", "administrator", "customer", "customer"),
    ("contracts/new/", "administrator", "products", "product"),
    ("contracts/{contract}/products/", "administrator", "product", "product"),
    ("contracts/{contract}/terms/", "administrator", "agreement", "agreement"),
    ("contracts/calendar/managers/{contract}/", "administrator", "manager", "agent"),
    ("contracts/calendar/{activity}/owner/", "administrator", "owner", "agent"),
    ("contracts/obligations/requests/", "contact", "contract", "contract"),
    ("contracts/obligations/changes/", "administrator", "contract", "contract"),
    ("invoices/new/", "administrator", "contract", "contract"),
    (
        "credits/contracts/{contract}/2026-06/availability/application/",
        "administrator",
        "application-invoice",
        "invoice",
    ),
    ("products/releases/", "administrator", "product", "product"),
    ("products/instances/new/", "administrator", "contract", "contract"),
    ("products/instances/new/?contract={contract}", "administrator", "product", "product"),
    ("people/invitations/", "administrator", "customer", "customer"),
)


@pytest.fixture
def theirs(patientiq: Site) -> dict[str, int]:
    """Keys of PatientIQ's rows."""
    with vendor_scope(patientiq.vendor):
        backing = agreed(patientiq.administrator, "Theirs", high=240)
        planner = staff(patientiq.vendor, "Their Planner", Role.PRODUCT_MANAGER)
        theirs = raised(patientiq.house, severity="high", category="functionality")
        return {
            "customer": patientiq.house.customer.pk,
            "contract": patientiq.house.contract.pk,
            "agreement": patientiq.house.contract.agreement_id,
            "instance": patientiq.house.instance.pk,
            "product": Product.objects.get(instances=patientiq.house.instance).pk,
            "supplier": backing.supplier_id,
            "backing": backing.pk,
            "component": component_of(patientiq).pk,
            "outage": Outage.objects.get(number=keys_of_outages(patientiq)["outage"]).pk,
            "problem": planned_behind(theirs, patientiq.agent, planner).problem.pk,
            "release": current_release(patientiq).pk,
            "agent": patientiq.agent.pk,
            "caller": patientiq.house.contact.pk,
            "invoice": entered(patientiq.administrator, patientiq.house.contract).pk,
        }


@pytest.mark.parametrize(("path", "who", "field", "whose"), FIELDS)
def test_another_vendors_key_is_answered_like_none(
    theirs: dict[str, int], lumeon: Site, path: str, who: str, field: str, whose: str
) -> None:
    incident = raised(lumeon.house)
    planner = staff(lumeon.vendor, "Paula Prod", Role.PRODUCT_MANAGER)
    planned_behind(incident, lumeon.agent, planner)
    keys_of_credits(lumeon)
    people = {"contact": lumeon.house.contact, "planner": planner}
    ours = {
        "number": str(incident),
        "supplier": str(agreed(lumeon.administrator, s2=240).supplier_id),
        "contract": str(lumeon.house.contract.pk),
        "caller": str(lumeon.house.contact.pk),
        "suspicion": keys_of_monitoring(lumeon)["monitoring/suspected/<int:pk>/"],
        "activity": keys_of_duties(lumeon)["contracts/calendar/<int:pk>/"],
    }
    membership = people.get(who) or getattr(lumeon, who)
    client = signed_in(membership.person)
    address = f"/lumeon/{path.format(**ours)}"
    more = {"text": "A few words."}

    with travel(timezone.now(), tick=False):  # pages show how much time is left
        there = client.post(address, more | {field: theirs[whose]})
        nowhere = client.post(address, more | {field: NOWHERE})

    assert there.status_code == nowhere.status_code
    assert there.status_code in {200 if path in LEADS_TO_A_CHOICE else 422, 404, 409}
    assert body(there).replace(str(theirs[whose]), "") == body(nowhere).replace(
        NOWHERE, ""
    ).replace(str(theirs[whose]), "")


def test_every_field_that_takes_a_key_is_in_the_table() -> None:
    names = [f"contracts.forms.{one.name}" for one in iter_modules(contracts.forms.__path__)]
    found = {
        field
        for name in [*names, *NAMED]
        for form in vars(import_module(name)).values()
        if isinstance(form, type) and issubclass(form, forms.Form)
        for field, kind in form.base_fields.items()
        if isinstance(kind, forms.ModelChoiceField)
    }

    assert found <= {field.rpartition("-")[2] for _, _, field, _ in FIELDS}
