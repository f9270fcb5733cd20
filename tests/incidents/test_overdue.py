"""An overdue invoice lets an incident in, flagged, or bars it: the agreement says (LU-09)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contracts.agreement_file import agreement_paths, parse_agreement
from contracts.domain.standing import Fact
from contracts.models import Contract, Invoice
from contracts.services import load_agreement
from contracts.services.invoices import happen
from incidents.models import Incident
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.contracts.billing import entered
from tests.factories import MONDAY, contract_for
from tests.incidents.test_raise_page import PATH, TYPED
from tests.incidents.watching import refused

PILL = "invoice overdue when reported"


@pytest.fixture
def overdue(lumeon: Site, grace: Membership) -> Invoice:
    """An invoice of St Brannock's that has been past due since 1 March 2026."""
    return entered(grace, lumeon.house.contract)


def mails() -> list[str]:
    rows = OutgoingMail.objects.filter(key__endswith="-overdue").order_by("recipient")
    return list(rows.values_list("recipient", flat=True))


def barring(site: Site) -> House:
    """Give St Brannock's another contract, whose agreement bars incidents while one is overdue."""
    source = next(path for path in agreement_paths() if path.stem == "lumeon")
    text = Path(source).read_text(encoding="utf-8")
    text = text.replace('overdue_invoice = "flag"', 'overdue_invoice = "refuse"')
    load_agreement(
        agreement=parse_agreement(text, file=source.name), file=source.name, actor=None, at=MONDAY
    )
    Contract.objects.filter(customer=site.house.customer).update(ends_on=date(2026, 1, 1))
    contract = contract_for(site.house.customer, "essentials", starts_on=date(2026, 1, 2))
    assert contract.agreement.terms.intake.overdue_invoice == "refuse"
    return House(
        customer=site.house.customer,
        contract=contract,
        instance=site.house.instance,
        contact=site.house.contact,
    )


def test_it_comes_in_and_the_account_manager_is_told_once(
    lumeon: Site, grace: Membership, overdue: Invoice
) -> None:
    incident = raised(lumeon.house)

    mail = OutgoingMail.objects.get(key=f"incident-{incident.pk}-overdue")
    assert mail.recipient == grace.person.email
    assert mail.subject == f"[{incident}] St Brannock's has an overdue invoice"
    assert "Invoice INV-1 of 1200.00 GBP, due 28 February 2026, is not paid." in mail.text
    assert f"/lumeon/contracts/{lumeon.house.contract.pk}/" in mail.text


def test_without_an_account_manager_the_administrators_are_told(
    lumeon: Site, grace: Membership, overdue: Invoice
) -> None:
    grace.ended_at = MONDAY
    grace.save(update_fields=["ended_at"])

    raised(lumeon.house)

    assert mails() == [lumeon.administrator.person.email]


def test_an_invoice_that_is_due_today_tells_nobody(lumeon: Site, grace: Membership) -> None:
    entered(grace, lumeon.house.contract, due_on=MONDAY.date())

    raised(lumeon.house)

    assert mails() == []


@pytest.mark.parametrize("fact", [Fact.PAID, Fact.DISPUTED, Fact.CANCELLED])
def test_what_is_paid_disputed_or_cancelled_tells_nobody(
    lumeon: Site, grace: Membership, overdue: Invoice, fact: Fact
) -> None:
    happen(by=grace, invoice=overdue, fact=fact, on=MONDAY.date(), words="So.", at=MONDAY)

    raised(lumeon.house)

    assert mails() == []


def test_another_customers_overdue_invoice_is_none_of_ours(
    lumeon: Site, northgate: House, overdue: Invoice
) -> None:
    raised(northgate)

    assert mails() == []


def test_where_the_agreement_does_not_mind_nobody_is_told(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        entered(patientiq.administrator, patientiq.house.contract)

        raised(patientiq.house, severity="high", category="functionality")

        assert mails() == []


def test_where_the_agreement_bars_it_the_sentence_says_what_is_not_paid(
    lumeon: Site, grace: Membership
) -> None:
    house = barring(lumeon)
    entered(grace, house.contract)
    sentence = (
        "Invoice INV-1 of 1200.00 GBP, due 28 February 2026, is not paid. Lumeon's agreement "
        "takes no new incident until then (LU-09). Your account manager can help: "
        "+44(0)203 137 9999 or +1 888 450 3195."
    )

    with refused(sentence, code="overdue"):
        raised(House(house.customer, house.contract, None, house.contact))  # type: ignore[arg-type]  # no instance


def test_the_form_says_so_before_one_writes(lumeon: Site, overdue: Invoice) -> None:
    html = signed_in(lumeon.house.contact.person).get(PATH).content.decode()

    assert "Invoice INV-1 of 1,200.00 GBP" in html
    assert "Your report is taken in all the same" in html
    assert f"/lumeon/contracts/{lumeon.house.contract.pk}/" in html


def test_where_it_is_barred_the_form_is_not_shown_at_all(lumeon: Site, grace: Membership) -> None:
    entered(grace, barring(lumeon).contract)
    contact = signed_in(lumeon.house.contact.person)

    shown, sent = contact.get(PATH), contact.post(PATH, TYPED)

    html = shown.content.decode()
    assert (shown.status_code, sent.status_code) == (403, 409)
    assert "An invoice is overdue, so no new incident can be raised" in html
    assert "+44(0)203 137 9999" in html
    assert 'name="title"' not in html
    assert "Since this morning." in sent.content.decode()
    assert not Incident.objects.exists()


def test_the_api_refuses_with_the_same_sentence(lumeon: Site, grace: Membership) -> None:
    entered(grace, barring(lumeon).contract)

    answer = signed_in(lumeon.house.contact.person).post(
        "/lumeon/api/incidents/", TYPED, content_type="application/json"
    )

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:sundial:overdue"


def test_staff_see_the_flag_and_the_customer_does_not(lumeon: Site, overdue: Invoice) -> None:
    incident = raised(lumeon.house, at=timezone.now().replace(microsecond=0) - timedelta(hours=1))
    path = f"/lumeon/incidents/{incident}/"

    pages = [
        signed_in(reader.person).get(path).content.decode()
        for reader in (lumeon.agent, lumeon.house.contact)
    ]

    assert [PILL in page for page in pages] == [True, False]


def test_the_flag_is_read_from_the_facts_of_the_day_of_the_report(
    lumeon: Site, grace: Membership, overdue: Invoice
) -> None:
    incident = raised(lumeon.house)
    path = f"/lumeon/incidents/{incident}/"
    agent = signed_in(lumeon.agent.person)
    happen(
        by=grace, invoice=overdue, fact=Fact.PAID, on=MONDAY.date() + timedelta(days=1),
        at=MONDAY + timedelta(days=2),
    )  # fmt: skip
    assert PILL in agent.get(path).content.decode()


def test_page_and_api_mean_the_same_contract(lumeon: Site) -> None:
    """One function picks it: none of those that are not theirs, and none of several unnamed."""
    second = contract_for(lumeon.house.customer, "premium", starts_on=date(2026, 1, 2))
    contact = signed_in(lumeon.house.contact.person)

    def by_api(**more: object) -> int:
        return int(_api(contact, **more).status_code)

    assert contact.post(PATH, TYPED).status_code == 422
    assert by_api() == 409
    assert contact.post(PATH, TYPED | {"contract": "999999"}).status_code == 422
    assert by_api(contract=999999) == 409
    assert contact.post(PATH, TYPED | {"contract": second.pk}).status_code == 302
    assert by_api(contract=second.pk) == 201
    assert set(Incident.objects.values_list("contract", flat=True)) == {second.pk}


def _api(client: Client, **more: object) -> Any:
    return client.post("/lumeon/api/incidents/", TYPED | more, content_type="application/json")
