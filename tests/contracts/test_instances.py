"""Instances: which a tier covers, what they run and ran, and how they end (LU-04, LU-13)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from contracts.models import Instance, InstanceRelease, Release
from contracts.provided import critical_functions
from contracts.services.instances import (
    Setup,
    add_instance,
    change_instance,
    end_instance,
    record_upgrade,
)
from contracts.standings import shelf_for
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site
from tests.contracts.shelf import LAUNCHED, day, install, product_of


@contextmanager
def refused(words: str, code: str) -> Iterator[None]:
    """Expect a refusal with these words in it, and that nothing is written."""
    before = list(Instance.objects.order_by("pk").values()), AuditEvent.objects.count()
    with pytest.raises(Refusal) as refusal:
        yield
    assert words in str(refusal.value)
    assert refusal.value.code == code
    assert (list(Instance.objects.order_by("pk").values()), AuditEvent.objects.count()) == before


def history(instance: Instance) -> list[str]:
    return [str(row) for row in InstanceRelease.objects.filter(instance=instance)]


def test_an_instance_is_added_with_the_first_row_of_its_history(
    lumeon: Site, grace: Membership
) -> None:
    instance = install(grace, lumeon.house, "5.3.1")

    assert str(instance) == "Care Pathway Management, Test, 5.3.1"
    assert history(instance) == ["5.3.1 from 2026-01-20"]
    assert AuditEvent.objects.filter(verb="instance added", object_id=instance.pk).exists()


def test_lu_04_essentials_has_no_uat_and_is_told_which_tiers_have(
    lumeon: Site, grace: Membership
) -> None:
    with refused("Essentials does not cover a user acceptance test instance", "not_in_tier"):
        install(grace, lumeon.house, "5.3.1", kind="uat")
    with refused("Professional and Premium do", "not_in_tier"):
        install(grace, lumeon.house, "5.3.1", kind="uat")


def test_lu_04_premium_has_uat(northgate: House, grace: Membership) -> None:
    assert install(grace, northgate, "5.3.1", kind="uat").kind == "uat"


def test_a_kind_that_is_none_is_refused(lumeon: Site, grace: Membership) -> None:
    with refused("Choose which kind of instance it is", "unknown_kind"):
        install(grace, lumeon.house, "5.3.1", kind="staging")


@pytest.mark.parametrize(
    ("release", "code"), [("latest", "no_number"), ("5.4.0", "no_number"), ("", "no_number")]
)
def test_a_release_that_is_none_is_refused(
    lumeon: Site, grace: Membership, release: str, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        install(grace, lumeon.house, release)

    assert refusal.value.code == code


def test_an_instance_of_a_contract_that_has_ended_is_refused(
    lumeon: Site, grace: Membership
) -> None:
    contract = lumeon.house.contract
    contract.ends_on = date(2026, 2, 1)
    contract.save(update_fields=["ends_on"])

    with refused("contract ended on 01 February 2026", "no_agreement"):
        install(grace, lumeon.house, "5.3.1")


def test_another_vendors_contract_or_product_is_refused(
    patientiq: Site, lumeon: Site, grace: Membership
) -> None:
    with vendor_scope(lumeon.vendor, patientiq.vendor):
        for contract, product in (
            (patientiq.house.contract, product_of(lumeon)),
            (lumeon.house.contract, product_of(patientiq)),
        ):
            with refused("does not belong to Lumeon", "not_allowed"):
                add_instance(
                    by=grace,
                    contract=contract,
                    product=product,
                    kind="test",
                    release="5.3.1",
                    since=date(2026, 1, 20),
                    setup=Setup(),
                    at=LAUNCHED,
                )


def test_an_upgrade_keeps_what_was_run_before(lumeon: Site, grace: Membership) -> None:
    instance = install(grace, lumeon.house, "5.3.1")

    upgraded = record_upgrade(
        instance=instance, by=lumeon.agent, release="6.0", since=date(2026, 2, 2), at=LAUNCHED
    )

    assert upgraded.release == "6.0.0"
    assert history(instance) == ["6.0.0 from 2026-02-02", "5.3.1 from 2026-01-20"]
    event = AuditEvent.objects.get(verb="instance upgraded")
    assert (event.before["release"], event.after["release"]) == ("5.3.1", "6.0.0")


@pytest.mark.parametrize(
    ("release", "since", "words", "code"),
    [
        ("5.3.1", "2026-02-01", "runs 5.3.1 already", "already"),
        ("6.0.0", "2026-02-03", "03 February 2026 has not come yet", "too_late"),
        ("6.0.0", "2026-01-19", "cannot be dated before that", "too_early"),
        ("6.4.0", "2026-02-01", "There is no 6.4", "no_number"),
    ],
)
def test_an_upgrade_out_of_order_is_refused(
    lumeon: Site, grace: Membership, release: str, since: str, words: str, code: str
) -> None:
    instance = install(grace, lumeon.house, "5.3.1")

    with refused(words, code):
        record_upgrade(
            instance=instance,
            by=grace,
            release=release,
            since=date.fromisoformat(since),
            at=LAUNCHED,
        )


def test_history_is_written_once(lumeon: Site, grace: Membership) -> None:
    instance = install(grace, lumeon.house, "5.3.1")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contracts_instancerelease SET release = '6.0.0' WHERE instance_id = %s",
            [instance.pk],
        )


def test_an_ended_instance_takes_nothing_more(lumeon: Site, grace: Membership) -> None:
    instance = install(grace, lumeon.house, "5.3.1")
    with refused("has not come yet", "too_late"):
        end_instance(instance=instance, by=grace, on=date(2026, 3, 1), at=LAUNCHED)
    with refused("it cannot have ended", "too_early"):
        end_instance(instance=instance, by=grace, on=date(2026, 1, 19), at=LAUNCHED)

    end_instance(instance=instance, by=grace, on=date(2026, 2, 1), at=LAUNCHED)

    assert instance not in Instance.objects.running()
    with refused("ended on 01 February 2026", "ended"):
        end_instance(instance=instance, by=grace, on=date(2026, 2, 2), at=LAUNCHED)
    with refused("ended on 01 February 2026", "ended"):
        record_upgrade(
            instance=instance, by=grace, release="6.0.0", since=date(2026, 2, 2), at=LAUNCHED
        )


def test_who_may_do_what(lumeon: Site, mei: Membership, grace: Membership) -> None:
    instance = install(grace, lumeon.house, "5.3.1")

    with refused("you cannot look after a customer's account", "not_allowed"):
        install(lumeon.agent, lumeon.house, "5.3.1")
    with refused("you cannot look after a customer's account", "not_allowed"):
        end_instance(instance=instance, by=mei, on=date(2026, 2, 1), at=LAUNCHED)
    with refused("you cannot record an upgrade", "not_allowed"):
        record_upgrade(
            instance=instance,
            by=lumeon.house.contact,
            release="6.0.0",
            since=date(2026, 2, 1),
            at=LAUNCHED,
        )


def names(house: House) -> list[str]:
    contract = house.contract
    return [rule.key for rule in critical_functions(contract, contract.agreement.terms)]


def test_lu_13_the_data_supply_service_is_critical_where_it_is_provided(
    lumeon: Site, northgate: House, grace: Membership
) -> None:
    always = ["calendars", "clinical_information", "nhs_ers"]
    assert names(lumeon.house) == always
    setup = Setup(name="Main", time_zone="Europe/Dublin", provided=["data_supply"])

    changed = change_instance(instance=lumeon.house.instance, by=grace, setup=setup, at=LAUNCHED)

    assert (changed.called, changed.time_zone) == (
        "Care Pathway Management, Live, Main", "Europe/Dublin",
    )  # fmt: skip
    assert "data_supply" in names(lumeon.house)
    assert names(northgate) == always
    end_instance(instance=changed, by=grace, on=date(2026, 2, 1), at=LAUNCHED)
    assert names(lumeon.house) == always


def test_what_a_customer_cannot_have_is_refused(lumeon: Site, grace: Membership) -> None:
    for setup, code in (
        (Setup(provided=["calendars"]), "unknown"),
        (Setup(provided=["coffee"]), "unknown"),
        (Setup(time_zone="Mars/Olympus"), "unknown_zone"),
    ):
        with refused("", code):
            change_instance(instance=lumeon.house.instance, by=grace, setup=setup, at=LAUNCHED)


def test_lu_08_an_instance_stands_where_its_release_does(
    shelf: dict[str, Release], lumeon: Site, grace: Membership
) -> None:
    old = install(grace, lumeon.house, "5.0.0")
    rows = list(Instance.objects.running().with_names())

    stages = {row.pk: shelf_for(rows, LAUNCHED.date()).told(row) for row in rows}

    assert {pk: found.stage for pk, found in stages.items() if found} == {
        lumeon.house.instance.pk: "sustaining",
        old.pk: "extended",
    }
    assert day("2026-02-02").date() == LAUNCHED.date()
