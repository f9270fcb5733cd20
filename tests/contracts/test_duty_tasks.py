"""The day's work as tasks: each vendor by itself, and as often as a worker looks."""

import pytest
from time_machine import travel

from contracts.models import Activity, Obligation, TokenMove
from contracts.services.tokens import buy
from contracts.tasks import keep_contracts_of, tell_of_late_obligations
from portal.notify.models import OutgoingMail
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site
from tests.contracts.duties import asked
from tests.factories import MONDAY


def test_a_vendors_day_plans_expires_and_attests_once(
    healthy_roster: Site, lumeon: Site, northgate: House
) -> None:
    contract = northgate.contract
    keeper = lumeon.administrator
    buy(by=keeper, contract=contract, bundle=5, on=MONDAY.date(), key="b", at=MONDAY)

    with travel(MONDAY.replace(year=2027, day=3), tick=False):
        for vendor in (lumeon.vendor, healthy_roster.vendor):
            keep_contracts_of(vendor.pk)
            keep_contracts_of(vendor.pk)

    assert TokenMove.objects.filter(kind="expiry").count() == 1
    assert Activity.objects.filter(contract=contract, key="review_on_site").count() == 5
    with vendor_scope(healthy_roster.vendor):
        assert Obligation.objects.filter(duty="attestation").count() == 1


@pytest.mark.usefixtures("patientiq")
def test_hr_09_late_requests_are_told_of_at_every_vendor_once(lumeon: Site) -> None:
    obligation = asked(lumeon.house)
    lumeon.agent.role = "support_manager"
    lumeon.agent.save(update_fields=["role"])

    with travel(MONDAY.replace(day=4), tick=False):
        told = tell_of_late_obligations(), tell_of_late_obligations()

    assert told == (1, 0)
    assert OutgoingMail.objects.filter(key=f"obligation-late-{obligation.pk}").count() == 1
