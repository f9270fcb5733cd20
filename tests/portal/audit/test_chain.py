"""The chain of records: what is tampered with is found, whoever does it (CO-07)."""

import io
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from portal.audit import sealing, verifying
from portal.audit.chain import GENESIS
from portal.audit.models import AuditEvent, ChainCheck
from portal.audit.tasks import go_on_reading, seal
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import side_by_side
from tests.portal.audit.tampering import chain, found, sealed, tamper, told

COPIED = (
    "vendor_id, at, actor_id, verb, object_type, object_id, before, after, "
    "reason, request_id, channel"
)


@pytest.fixture
def site(committed: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    with django_db_blocker.unblock():
        yield committed


def check_of(site: Site) -> ChainCheck:
    *_, end = verifying.read(site.vendor)
    return verifying.keep(site.vendor, end, at=timezone.now())


def test_records_are_sealed_once_in_their_order_without_a_gap(site: Site) -> None:
    told(site, 3)
    sealing.seal_all(site.vendor)
    told(site, 2)

    assert sealing.seal_all(site.vendor) == 2
    assert sealing.seal_all(site.vendor) == 0

    seals = chain(site)
    assert [seal.number for seal in seals] == list(range(1, len(seals) + 1))
    assert [seal.previous for seal in seals] == [GENESIS, *(seal.digest for seal in seals[:-1])]
    assert [seal.event_id for seal in seals] == sorted(seal.event_id for seal in seals)
    assert found(site) == ""


def test_a_changed_record_is_named(site: Site) -> None:
    third = sealed(site)[2]

    said = """after = '{"name": "Other"}'"""
    tamper(site.vendor, f"UPDATE audit_auditevent SET {said} WHERE id = {third.event_id}")

    assert found(site).startswith("Record 3 (row ")
    assert "does not read as it did" in found(site)


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "recorded_at = recorded_at - interval '1 second'",
        "actor_id = NULL",
        "verb = 'customer erased'",
        "reason = 'because'",
        "request_id = 'other'",
        "address = '10.0.0.9'",
        "channel = 'api'",
        "token = 'Night report (sdl_abcdef…)'",
        "object_id = object_id + 1",
        "before = '{}'",
    ],
)
def test_every_column_is_sealed(site: Site, change: str) -> None:
    one = sealed(site, 3)[-2]

    tamper(site.vendor, f"UPDATE audit_auditevent SET {change} WHERE id = {one.event_id}")

    assert found(site).startswith(f"Record {one.number:,} (row ")


def test_a_record_that_is_deleted_with_its_seal_leaves_a_gap(site: Site) -> None:
    third = sealed(site)[2]

    tamper(
        site.vendor,
        f"DELETE FROM audit_auditseal WHERE id = {third.pk}",
        f"DELETE FROM audit_auditevent WHERE id = {third.event_id}",
    )

    assert found(site) == "Record 3 is gone from the chain."


def test_a_sealed_record_cannot_be_deleted_alone(site: Site) -> None:
    third = sealed(site)[2]

    with pytest.raises(Exception, match="violates foreign key constraint"):
        tamper(site.vendor, f"DELETE FROM audit_auditevent WHERE id = {third.event_id}")

    assert found(site) == ""


def test_records_that_are_exchanged_are_found(site: Site) -> None:
    seals = sealed(site)
    a, b = seals[1], seals[2]

    tamper(
        site.vendor,
        f"UPDATE audit_auditseal SET number = 900 WHERE id = {a.pk}",
        f"UPDATE audit_auditseal SET number = {a.number} WHERE id = {b.pk}",
        f"UPDATE audit_auditseal SET number = {b.number} WHERE id = {a.pk}",
    )

    assert found(site) == "Seal 2 does not follow on the one before it."


def test_records_whose_contents_are_exchanged_are_found(site: Site) -> None:
    seals = sealed(site)
    a, b = seals[1].event_id, seals[2].event_id

    tamper(
        site.vendor,
        f"UPDATE audit_auditevent one SET after = two.after FROM audit_auditevent two "
        f"WHERE (one.id, two.id) IN (({a}, {b}), ({b}, {a}))",
    )

    assert found(site).startswith("Record 2 (row ")


def test_a_record_that_is_slipped_in_with_a_seal_is_found(site: Site) -> None:
    second = sealed(site)[1]

    tamper(
        site.vendor,
        "UPDATE audit_auditseal SET number = number + 1000 WHERE number > 2",
        "UPDATE audit_auditseal SET number = number - 999 WHERE number > 2",
        f"INSERT INTO audit_auditevent ({COPIED}) "
        f"SELECT {COPIED} FROM audit_auditevent WHERE id = {second.event_id}",
        f"INSERT INTO audit_auditseal (vendor_id, event_id, number, previous, digest) "
        f"SELECT {site.vendor.pk}, max(id), 3, '{'a' * 64}', '{'b' * 64}' FROM audit_auditevent",
    )

    assert found(site) == "Seal 3 does not follow on the one before it."


def test_a_record_that_is_slipped_in_as_an_old_one_is_not_sealed_and_is_found(site: Site) -> None:
    second = sealed(site)[1]

    tamper(
        site.vendor,
        f"INSERT INTO audit_auditevent ({COPIED}, recorded_at) SELECT {COPIED}, "
        f"recorded_at - interval '2 hours' FROM audit_auditevent WHERE id = {second.event_id}",
    )

    assert sealing.seal_all(site.vendor) == 0
    assert "was added to the record behind the chain's back" in found(site)


def test_a_chain_that_is_written_anew_differs_from_what_was_read_before(site: Site) -> None:
    sealed(site)
    check = check_of(site)

    tamper(
        site.vendor,
        f"DELETE FROM audit_auditseal WHERE vendor_id = {site.vendor.pk}",
        f"UPDATE audit_auditevent SET reason = 'as if' WHERE vendor_id = {site.vendor.pk}",
    )
    sealing.seal_all(site.vendor)

    assert found(site) == (
        f"The chain up to record {check.records:,} is not the one that was read before."
    )


def test_a_tail_that_is_cut_off_is_missed_once_it_was_read(site: Site) -> None:
    last = sealed(site)[-1]
    check_of(site)

    tamper(
        site.vendor,
        f"DELETE FROM audit_auditseal WHERE id = {last.pk}",
        f"DELETE FROM audit_auditevent WHERE id = {last.event_id}",
    )

    assert found(site) == f"Record {last.number:,} is gone from the end of the chain."


def test_a_reading_that_is_altered_loses_its_signature(site: Site) -> None:
    sealed(site)
    check_of(site)

    tamper(site.vendor, f"UPDATE audit_chaincheck SET head = '{'c' * 64}'")

    assert "does not bear our signature" in found(site)


def test_deeds_side_by_side_leave_one_unbroken_chain(site: Site) -> None:
    before = len(chain(site))

    def write() -> int:
        return len(told(site, 10))

    def close() -> int:
        return sum(sealing.seal_next(site.vendor) for _ in range(10))

    side_by_side(*([write] * 6), *([close] * 3))
    sealing.seal_all(site.vendor)

    seals = chain(site)
    with vendor_scope(site.vendor):
        assert AuditEvent.objects.count() == len(seals) >= before + 60
    assert [one.number for one in seals] == list(range(1, len(seals) + 1))
    assert found(site) == ""


def test_a_record_that_commits_after_a_later_one_was_sealed_is_sealed_next(site: Site) -> None:
    def in_a_long_transaction() -> None:
        with vendor_scope(site.vendor):
            slow = told(site)[0]
            side_by_side(lambda: told(site), lambda: sealing.seal_all(site.vendor))
            side_by_side(lambda: sealing.seal_all(site.vendor))
            assert not AuditEvent.objects.filter(pk=slow.pk, seal__isnull=False).exists()

    in_a_long_transaction()
    sealing.seal_all(site.vendor)

    assert found(site) == ""
    with vendor_scope(site.vendor):
        assert not AuditEvent.objects.unsealed().exists()


def test_no_deed_waits_for_another_to_be_sealed(site: Site) -> None:
    with vendor_scope(site.vendor):
        assert sealing._is_our_turn(site.vendor)

        assert side_by_side(lambda: len(told(site, 2))) == [2]
        assert side_by_side(lambda: sealing.seal_next(site.vendor)) == [0]


def test_the_portals_role_can_neither_change_nor_delete_a_seal(site: Site) -> None:
    sealed(site)

    for statement in ("UPDATE audit_auditseal SET number = 7", "DELETE FROM audit_auditseal"):
        with (
            pytest.raises(Exception, match="permission denied"),
            vendor_scope(site.vendor),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_chain_cannot_fork(site: Site) -> None:
    first, second = sealed(site)[:2]

    with pytest.raises(IntegrityError), transaction.atomic(), vendor_scope(site.vendor):
        type(first).objects.create(
            vendor=site.vendor, event_id=told(site)[0].pk, number=99, previous=second.previous,
            digest="d" * 64,
        )  # fmt: skip


def test_the_command_names_the_broken_chain_and_fails(site: Site) -> None:
    out = io.StringIO()
    third = sealed(site)[2]
    call_command("verify_audit", vendor=site.vendor.slug, stdout=out)
    assert "unbroken; the last is " in out.getvalue()

    tamper(site.vendor, f"UPDATE audit_auditevent SET verb = 'x' WHERE id = {third.event_id}")

    with pytest.raises(CommandError, match=f"Broken: {site.vendor.slug}."):
        call_command("verify_audit", vendor=site.vendor.slug, stdout=out)
    assert "2 records read, Record 3 (row " in out.getvalue()
    with pytest.raises(CommandError, match="There is no vendor 'nobody'"):
        call_command("verify_audit", vendor="nobody")


def test_the_nightly_reading_keeps_what_it_found(site: Site) -> None:
    told(site, 2)
    seal()
    go_on_reading(site.vendor.pk)

    with vendor_scope(site.vendor):
        check = ChainCheck.objects.newest().get()
    assert (check.problem, check.records) == ("", len(chain(site)))
