"""Notices of stages and releases: ahead, on the day, once, caught up (LU-08, LU-28)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.models import Instance, Release
from contracts.services.extending import extend_support
from contracts.services.instances import record_upgrade
from contracts.services.notices import step_due, tell_all
from contracts.services.releases import state_end_of_life
from contracts.tasks import tell_of_lifecycles_of
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site
from tests.contracts.shelf import LAUNCHED, day, install, product_of, publish
from tests.factories import MembershipFactory

EOSL_OF_5_0 = "2027-01-15"


@pytest.fixture
def old(shelf: dict[str, Release], lumeon: Site, grace: Membership) -> None:
    """St Brannock's runs 5.0.0 on a test instance beside its live 5.3.1."""
    install(grace, lumeon.house, "5.0.0", since="2026-01-02")


def mails() -> list[tuple[str, str]]:
    """Return subject and recipient of the notices so far, in order."""
    rows = OutgoingMail.objects.filter(key__regex="^(lifecycle|release)-").order_by("pk")
    return list(rows.values_list("subject", "recipient"))


def tell(site: Site, on: str) -> list[str]:
    """Look once on a day, and return the subjects of what is new."""
    before = len(mails())
    tell_all(vendor=site.vendor, at=day(on))
    return [subject for subject, _ in mails()[before:]]


def test_lu_08_customers_are_told_90_and_30_days_ahead_and_on_the_day(
    old: None, lumeon: Site
) -> None:
    tell(lumeon, "2026-03-01")
    name = "Care Pathway Management 5.0: end of support life"

    told = {
        on: tell(lumeon, on)
        for on in (
            "2026-10-16",
            "2026-10-17",
            "2026-12-15",
            "2026-12-16",
            "2027-01-14",
            EOSL_OF_5_0,
        )
    }

    assert told == {
        "2026-10-16": [],
        "2026-10-17": [f"{name} in 90 days"],
        "2026-12-15": [],
        "2026-12-16": [f"{name} in 30 days"],
        "2027-01-14": [],
        EOSL_OF_5_0: [f"{name} now"],
    }


def test_a_second_look_tells_nothing_again(old: None, lumeon: Site) -> None:
    assert tell(lumeon, EOSL_OF_5_0)
    assert tell(lumeon, EOSL_OF_5_0) == []
    assert tell(lumeon, "2027-01-16") == []


def test_after_days_without_a_look_only_the_nearest_step_is_told(old: None, lumeon: Site) -> None:
    tell(lumeon, "2026-03-01")

    assert tell(lumeon, "2027-01-01") == [
        "Care Pathway Management 5.0: end of support life in 14 days"
    ]
    assert tell(lumeon, "2027-01-20") == ["Care Pathway Management 5.0: end of support life now"]


def test_what_changed_long_ago_is_no_news(old: None, lumeon: Site) -> None:
    assert tell(lumeon, "2027-02-15") == []


def test_a_stage_reached_before_the_instance_ran_the_release_is_no_news(
    old: None, shelf: dict[str, Release], lumeon: Site
) -> None:
    # 5.2 has been sustained since October and 5.3 since 15 January; both came here later.
    instance = lumeon.house.instance
    record_upgrade(
        instance=instance, by=lumeon.agent, release="5.3.2", since=date(2026, 1, 20), at=LAUNCHED
    )

    assert not [subject for subject in tell(lumeon, "2026-02-02") if "5.3" in subject]


def test_only_technical_contacts_of_the_customer_are_told(
    old: None, lumeon: Site, northgate: House, vera: Membership
) -> None:
    second = MembershipFactory.create(
        vendor=lumeon.vendor, customer=lumeon.house.customer, role=Role.TECHNICAL_CONTACT
    )
    Instance.objects.filter(pk=northgate.instance.pk).update(ended_on=date(2026, 2, 1))

    tell(lumeon, EOSL_OF_5_0)

    assert {recipient for _, recipient in mails()} == {
        lumeon.house.contact.person.email, second.person.email,
    }  # fmt: skip


def test_a_contact_who_comes_later_is_not_told_what_the_customer_knows(
    old: None, lumeon: Site
) -> None:
    tell(lumeon, EOSL_OF_5_0)
    MembershipFactory.create(
        vendor=lumeon.vendor, customer=lumeon.house.customer, role=Role.TECHNICAL_CONTACT
    )

    assert tell(lumeon, "2027-01-16") == []


def test_an_extension_moves_the_notices(
    old: None, shelf: dict[str, Release], lumeon: Site, grace: Membership
) -> None:
    extend_support(
        contract=lumeon.house.contract,
        release=shelf["5.0.0"],
        by=grace,
        until=date(2027, 6, 30),
        agreed_by="Grace Mbeki",
        reason="Upgrade after the move",
        at=LAUNCHED,
    )

    assert tell(lumeon, EOSL_OF_5_0) == []
    assert tell(lumeon, "2027-06-01") == [
        "Care Pathway Management 5.0: end of support life in 30 days"
    ]


def test_a_stated_end_of_life_is_told_anew_for_its_new_day(
    shelf: dict[str, Release], lumeon: Site, mei: Membership
) -> None:
    release = shelf["5.3.0"]
    state_end_of_life(release=release, by=mei, eol_on=date(2026, 6, 1), at=LAUNCHED)
    assert tell(lumeon, "2026-03-10") == [
        "Care Pathway Management 5.3: extended support in 83 days"
    ]
    state_end_of_life(release=release, by=mei, eol_on=date(2026, 7, 1), at=day("2026-03-11"))

    assert tell(lumeon, "2026-04-10") == [
        "Care Pathway Management 5.3: extended support in 82 days"
    ]


def test_the_mail_says_what_it_means_and_where_to_go(old: None, lumeon: Site) -> None:
    tell(lumeon, EOSL_OF_5_0)

    text = OutgoingMail.objects.get(subject__contains="end of support life now").text
    assert "- Care Pathway Management, Test, 5.0.0" in text
    assert "5.3.1" not in text
    assert "The knowledge base only." in text
    assert "The newest release is 6.0.0" in text
    assert "/lumeon/products/" in text


def test_lu_28_a_maintenance_release_is_told_to_whoever_runs_its_version(
    old: None, lumeon: Site, northgate: House, mei: Membership
) -> None:
    publish(mei, product_of(lumeon), "5.3.4", date(2026, 2, 2))

    subject = "Care Pathway Management 5.3.4: maintenance release published"
    assert sorted(mails()) == sorted(
        (subject, house.contact.person.email) for house in (lumeon.house, northgate)
    )
    assert tell(lumeon, "2026-02-03").count(subject) == 0


def test_lu_28_a_hot_fix_is_not_told_where_it_corrects_nothing(
    shelf: dict[str, Release], lumeon: Site, mei: Membership
) -> None:
    publish(mei, product_of(lumeon), "6.0.0.1", date(2026, 2, 2))
    publish(mei, product_of(lumeon), "5.3.1", date(2026, 2, 2))

    assert mails() == []


def test_an_announced_correction_is_told_on_its_day_or_when_next_looked(
    shelf: dict[str, Release], lumeon: Site, mei: Membership
) -> None:
    publish(mei, product_of(lumeon), "5.3.4", date(2026, 4, 1))
    subject = "Care Pathway Management 5.3.4: maintenance release published"

    assert subject not in [*tell(lumeon, "2026-02-10"), *tell(lumeon, "2026-03-31")]
    assert subject in tell(lumeon, "2026-04-05")
    assert subject not in tell(lumeon, "2026-04-06")


def test_vendors_without_a_lifecycle_tell_nothing(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        publish(patientiq.administrator, product_of(patientiq), "8.0.0", date(2025, 1, 1))

        assert tell_all(vendor=patientiq.vendor, at=LAUNCHED) == 0


def test_an_ended_contract_is_told_nothing(old: None, lumeon: Site) -> None:
    contract = lumeon.house.contract
    contract.ends_on = date(2026, 12, 31)
    contract.save(update_fields=["ends_on"])

    assert tell(lumeon, EOSL_OF_5_0) == []


def test_the_task_looks_in_its_vendors_scope(lumeon: Site) -> None:
    tell_of_lifecycles_of(lumeon.vendor.pk)

    assert mails() == []


@given(st.integers(min_value=-400, max_value=400))
def test_one_step_at_most_is_due_on_any_day(left: int) -> None:
    today = date(2026, 2, 2)

    step = step_due(today + timedelta(days=left), today)

    if left > 90 or left < -30:
        assert step is None
    else:
        assert step == (90 if left > 30 else 30 if left > 0 else 0)
