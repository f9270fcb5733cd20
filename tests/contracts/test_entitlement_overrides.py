"""What a contract agrees otherwise: written once, dated, with a reason (LU-05, CO-07)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from contracts.domain.entitlements import Every, Recurring, Value, Whence
from contracts.entitlements import entitlement
from contracts.models import Contract, EntitlementOverride
from contracts.services.entitlements import override
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import Site
from tests.factories import MONDAY, MembershipFactory

DAY = MONDAY.date()


def agree(
    site: Site,
    value: Value | None,
    *,
    key: str = "technical_contacts",
    since: date = DAY,
    until: date | None = None,
    by: Membership | None = None,
    reason: str = "A second site opened.",
) -> EntitlementOverride:
    return override(
        by=by or site.administrator,
        contract=site.house.contract,
        key=key,
        value=value,
        since=since,
        until=until,
        reason=reason,
        at=MONDAY,
    )


def value_on(site: Site, on: date, key: str = "technical_contacts") -> Value:
    found = entitlement(Contract.objects.get(pk=site.house.contract.pk), key, on)
    assert found is not None
    return found.value


def test_what_is_agreed_counts_from_its_day_to_its_last(lumeon: Site) -> None:
    agree(lumeon, 7, until=DAY + timedelta(days=9))

    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=9), DAY + timedelta(days=10)]
    assert [value_on(lumeon, on) for on in days] == [3, 7, 7, 3]


def test_the_answer_names_the_override_and_what_the_tier_would_say(lumeon: Site) -> None:
    agree(lumeon, 7)

    found = entitlement(
        Contract.objects.get(pk=lumeon.house.contract.pk), "technical_contacts", DAY
    )

    assert found is not None
    assert found.whence is Whence.OVERRIDE
    assert found.override is not None
    assert (found.override.reason, found.override.by) == ("A second site opened.", "Ada Obi")
    assert found.stated is not None
    assert found.stated.value == 3


def test_a_later_entry_takes_an_earlier_one_back(lumeon: Site) -> None:
    agree(lumeon, 7)
    agree(lumeon, None, since=DAY + timedelta(days=5), reason="The site closed.")

    days = [DAY, DAY + timedelta(days=4), DAY + timedelta(days=5)]
    assert [value_on(lumeon, on) for on in days] == [7, 7, 3]


def test_a_row_of_a_higher_tier_may_be_agreed_by_itself(lumeon: Site) -> None:
    agree(lumeon, Recurring(1, Every.YEAR), key="health_check")

    assert value_on(lumeon, DAY, "health_check") == Recurring(1, Every.YEAR)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("no_such_row", 7, "The agreement has no entitlement 'no_such_row'."),
        ("technical_contacts", True, "Named technical contacts is a number."),
        ("technical_contacts", "many", "Named technical contacts is a number."),
        ("technical_contacts", -1, "Named technical contacts is from 0 to 1000."),
        ("technical_contacts", 1001, "Named technical contacts is from 0 to 1000."),
        ("knowledge_base", 1, "Support portal and knowledge base around the clock is either"),
        ("full_support", "", "Full support is said in words."),
        ("health_check", 2, "System health check is a number of times."),
        (
            "technical_contacts",
            3,
            "Named technical contacts is 3 technical contacts per live instance already.",
        ),
        ("technical_contacts", None, "Named technical contacts is as the tier says already."),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    lumeon: Site, key: str, value: Value | None, sentence: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        agree(lumeon, value, key=key)

    assert str(refusal.value).startswith(sentence)
    assert not EntitlementOverride.objects.exists()


def test_dates_lie_within_the_contract_and_in_order(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="lies outside the contract's term"):
        agree(lumeon, 7, since=lumeon.house.contract.starts_on - timedelta(days=1))
    with pytest.raises(Refusal, match="The last day lies before the first"):
        agree(lumeon, 7, until=DAY - timedelta(days=1))


def test_a_reason_is_needed(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="Say why"):
        agree(lumeon, 7, reason="  ")


MAY = {Role.ADMINISTRATOR, Role.ACCOUNT_MANAGER}


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY])
def test_co_02_most_roles_agree_nothing(lumeon: Site, role: Role) -> None:
    is_customers = role in {Role.TECHNICAL_CONTACT, Role.VIEWER}
    by = MembershipFactory.create(
        vendor=lumeon.vendor, role=role, customer=lumeon.house.customer if is_customers else None
    )

    with pytest.raises(Refusal) as refusal:
        agree(lumeon, 7, by=by)

    assert refusal.value.code == "not_allowed"


def test_co_07_it_is_in_the_audit_with_what_was_before(lumeon: Site) -> None:
    agree(lumeon, 7)

    event = AuditEvent.objects.get(verb="entitlement agreed otherwise")
    assert (event.actor, event.at) == (lumeon.administrator.person, MONDAY)
    assert event.before == {"entitlement": "technical_contacts", "value": 3}
    assert event.after["value"] == 7


def test_the_database_refuses_to_change_what_was_written(lumeon: Site) -> None:
    row = agree(lumeon, 7)
    row.value = 9

    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(update_fields=["value"])
    with pytest.raises(DatabaseError), transaction.atomic():
        EntitlementOverride.objects.all().delete()
