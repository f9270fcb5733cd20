"""Publishing releases and stating their end of life, through the services (LU-07, LU-08)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from contracts.models import Extension, Product, Release
from contracts.services.extending import extend_support
from contracts.services.releases import (
    add_product,
    move_release,
    publish_release,
    state_end_of_life,
)
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, staff
from tests.contracts.shelf import LAUNCHED, day, product_of, publish


@contextmanager
def refused(words: str, code: str) -> Iterator[None]:
    """Expect a refusal with these words in it, and that nothing is written."""
    before = list(Release.objects.order_by("pk").values()), AuditEvent.objects.count()
    with pytest.raises(Refusal) as refusal:
        yield
    assert words in str(refusal.value)
    assert refusal.value.code == code
    assert (list(Release.objects.order_by("pk").values()), AuditEvent.objects.count()) == before


def test_a_release_is_published_with_an_audit_record(lumeon: Site, mei: Membership) -> None:
    release = publish(mei, product_of(lumeon), "5.3", date(2025, 10, 15))

    assert (str(release), release.kind, release.published_on) == (
        "5.3.0", "quarterly", date(2025, 10, 15),
    )  # fmt: skip
    event = AuditEvent.objects.filter(verb="release published").get()
    assert (event.actor, event.object_id, event.after["number"]) == (
        mei.person, release.pk, "5.3.0",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "on", "words", "code"),
    [
        ("six", date(2026, 4, 1), "“six” is no release number", "no_number"),
        ("6.0.0", date(2026, 4, 1), "published on 15 January 2026 already", "already"),
        ("5.4.0", date(2026, 4, 1), "There is no 5.4", "no_number"),
        ("6.2.0", date(2026, 4, 1), "After 6.0 comes 6.1", "no_number"),
        ("6.1.0", date(2026, 1, 10), "cannot be published earlier", "too_early"),
        ("5.0.7", date(2026, 2, 1), "reached its end of life on 15 January 2026", "past_eol"),
    ],
)
def test_lu_07_what_does_not_follow_is_refused(
    shelf: dict[str, Release],
    lumeon: Site,
    mei: Membership,
    number: str,
    on: date,
    words: str,
    code: str,
) -> None:
    with refused(words, code):
        publish(mei, product_of(lumeon), number, on)


def test_only_product_managers_and_administrators_publish(lumeon: Site) -> None:
    with refused("As agent you cannot publish releases.", "not_allowed"):
        publish(lumeon.agent, product_of(lumeon), "5.3.0", date(2025, 10, 15))

    publish(lumeon.administrator, product_of(lumeon), "5.3.0", date(2025, 10, 15))
    assert Release.objects.count() == 1


def test_another_vendors_product_is_refused(patientiq: Site, lumeon: Site, mei: Membership) -> None:
    both = vendor_scope(lumeon.vendor, patientiq.vendor)
    with both, pytest.raises(Refusal, match="does not belong to Lumeon"):
        publish(mei, product_of(patientiq), "1.0.0", date(2026, 1, 1))


def test_a_vendor_without_a_lifecycle_publishes_any_number(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        otto = patientiq.administrator

        release = publish(otto, product_of(patientiq), "8.17.0", date(2026, 1, 1))

    assert str(release) == "8.17.0"


def test_an_announced_release_can_be_moved_until_it_is_out(
    shelf: dict[str, Release], lumeon: Site, mei: Membership
) -> None:
    release = publish(mei, product_of(lumeon), "6.1.0", date(2026, 4, 15))

    move_release(release=release, by=mei, published_on=date(2026, 4, 20), at=day("2026-04-01"))

    release.refresh_from_db()
    assert release.published_on == date(2026, 4, 20)
    with refused("6.1.0 is out since 20 April 2026", "already"):
        move_release(release=release, by=mei, published_on=date(2026, 5, 1), at=day("2026-04-20"))


def test_lu_08_an_end_of_life_is_stated_and_taken_back(
    shelf: dict[str, Release], mei: Membership
) -> None:
    release = shelf["5.0.0"]

    for eol_on in (date(2026, 6, 30), None):
        state_end_of_life(release=release, by=mei, eol_on=eol_on, at=LAUNCHED)
        release.refresh_from_db()
        assert release.eol_on == eol_on
    stated = AuditEvent.objects.filter(verb="end of life stated").order_by("pk")
    assert [event.before["end of life"] for event in stated] == ["", "2026-06-30"]


def test_an_end_of_life_lies_ahead_and_is_a_quarterly_releases(
    shelf: dict[str, Release], lumeon: Site, mei: Membership
) -> None:
    hot_fix = publish(mei, product_of(lumeon), "6.0.0.1", date(2026, 2, 1))

    with refused("01 February 2026 has passed", "too_early"):
        state_end_of_life(release=shelf["6.0.0"], by=mei, eol_on=date(2026, 2, 1), at=LAUNCHED)
    with refused("6.0.0.1 is a hot fix", "not_quarterly"):
        state_end_of_life(release=hot_fix, by=mei, eol_on=date(2027, 2, 1), at=LAUNCHED)


def test_products_have_names_of_their_own(lumeon: Site, mei: Membership) -> None:
    assert str(add_product(by=mei, name="  Bed  Board ", at=LAUNCHED)) == "Bed Board"

    with refused("has a product named bed board already", "already"):
        add_product(by=mei, name="bed board", at=LAUNCHED)
    with refused("Give the product a name", "empty"):
        add_product(by=mei, name=" ", at=LAUNCHED)
    assert Product.objects.filter(name="Bed Board").count() == 1


def extend(site: Site, by: Membership, release: Release, until: date, **said: str) -> Extension:
    words = {"agreed_by": "Grace Mbeki and Dr Lowe", "reason": "Upgrade after the move"} | said
    return extend_support(
        contract=site.house.contract, release=release, by=by, until=until, at=LAUNCHED, **words
    )


def test_lu_08_extended_support_is_agreed_per_contract(
    shelf: dict[str, Release], lumeon: Site, grace: Membership
) -> None:
    extension = extend(lumeon, grace, shelf["5.0.0"], date(2027, 6, 30))

    assert (extension.recorded_by, extension.until) == (grace.person, date(2027, 6, 30))
    assert AuditEvent.objects.filter(verb="support extended", object_id=extension.pk).exists()


def test_an_extension_that_adds_nothing_or_is_unexplained_is_refused(
    shelf: dict[str, Release], lumeon: Site, mei: Membership, grace: Membership
) -> None:
    fix = publish(mei, product_of(lumeon), "6.0.1", date(2026, 2, 1))

    with refused("supports 5.0 until 14 January 2027 anyway", "too_early"):
        extend(lumeon, grace, shelf["5.0.0"], date(2027, 1, 14))
    with refused("has passed", "too_early"):
        extend(lumeon, grace, shelf["5.0.0"], date(2026, 2, 1))
    with refused("Say who agreed to it", "empty"):
        extend(lumeon, grace, shelf["5.0.0"], date(2027, 6, 30), reason=" ")
    with refused("6.0.1 is a maintenance release;", "not_quarterly"):
        extend(lumeon, grace, fix, date(2028, 6, 30))
    with refused("you cannot change what a contract stands on", "not_allowed"):
        extend(lumeon, lumeon.agent, shelf["5.0.0"], date(2027, 6, 30))


def test_where_nothing_ends_nothing_can_be_extended(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        otto = patientiq.administrator
        release = publish(otto, product_of(patientiq), "8.17.0", date(2026, 1, 1))

        with refused("knows no end of support", "no_lifecycle"):
            extend(patientiq, otto, release, date(2028, 1, 1))


def test_publishing_history_tells_nobody(shelf: dict[str, Release]) -> None:
    assert not OutgoingMail.objects.filter(key__startswith="release-").exists()


def test_long_notes_are_refused_and_not_cut(lumeon: Site, mei: Membership) -> None:
    with refused("The notes have 5,001 characters", "too_long"):
        publish_release(
            by=mei,
            product=product_of(lumeon),
            number="5.3.0",
            published_on=date(2025, 10, 15),
            notes="x" * 5001,
            at=LAUNCHED,
        )


def test_an_administrator_of_another_vendor_cannot_publish_here(
    patientiq: Site, lumeon: Site
) -> None:
    with vendor_scope(lumeon.vendor, patientiq.vendor):
        intruder = staff(patientiq.vendor, "Ivo Intruder", Role.PRODUCT_MANAGER)

        with pytest.raises(Refusal, match="does not belong to PatientIQ"):
            publish(intruder, product_of(lumeon), "5.3.0", date(2025, 10, 15))
