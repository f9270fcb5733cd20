"""Samples: taken in whatever order, once a minute, added up by day, dropped with their month."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from availability.ingest import MOST_AT_ONCE, Measured, take_samples
from availability.models import Sample, SampleDay, SampleSource
from availability.retention import add_up, drop_old, make_ahead, make_partition
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from tests.availability.world import World
from tests.cast import Site

AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROW = ("is_up", "requests", "milliseconds")


def take(world: World, *samples: Measured, at: datetime = AT) -> int:
    return take_samples(vendor=world.site.vendor, samples=samples, source=SampleSource.SENT, at=at)


def measured(
    world: World,
    at: datetime = AT,
    *,
    is_up: bool = True,
    took: int | None = None,
    requests: int = 1,
) -> Measured:
    return Measured(
        component=world.main.pk, at=at, is_up=is_up, milliseconds=took, requests=requests
    )


def test_the_order_and_repetition_of_samples_never_matter(piq: World) -> None:
    minutes = [AT - n * MINUTE for n in range(1, 7)]
    same_minute = [("up", 120), ("down", 900), ("up", None)]
    for minute, order in zip(minutes, permutations(same_minute), strict=True):
        for state, took in [*order, order[0]]:
            take(piq, measured(piq, minute, is_up=state == "up", took=took))

    assert set(Sample.objects.values_list(*ROW)) == {(False, 1, 900)}
    assert Sample.objects.count() == len(minutes)


def test_what_comes_at_once_is_merged_as_what_comes_apart(piq: World) -> None:
    within = AT - timedelta(minutes=5)

    taken = take(
        piq,
        measured(piq, within, took=100, requests=2),
        measured(piq, within + timedelta(seconds=30), is_up=False),
        measured(piq, within + timedelta(seconds=59), took=5_000, requests=9),
    )

    assert taken == 1
    assert list(Sample.objects.values_list("at", *ROW)) == [(within, False, 9, 5_000)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at": AT + timedelta(minutes=3)}, "still to come"),
        ({"at": AT - timedelta(days=36)}, "too long ago"),
        ({"milliseconds": -1}, "in milliseconds"),
        ({"requests": 0}, "one request or more"),
        ({"component": 999_999_999}, "no such component"),
    ],
    ids=["future", "old", "negative", "nothing", "unknown"],
)
def test_a_sample_that_cannot_be_is_refused_whole(
    piq: World, changes: dict[str, object], said: str
) -> None:
    wrong = {"component": piq.main.pk, "at": AT, "is_up": True} | changes

    with pytest.raises(Refusal, match=said):
        take(piq, measured(piq), Measured(**wrong))  # type: ignore[arg-type]  # the case's own

    assert not Sample.objects.exists()


def test_too_many_at_once_are_refused(piq: World) -> None:
    with pytest.raises(Refusal, match="are taken"):
        take(piq, *[measured(piq)] * (MOST_AT_ONCE + 1))


def test_another_vendors_component_takes_no_samples(piq: World, lumeon: Site) -> None:
    with vendor_scope(lumeon.vendor), pytest.raises(Refusal, match="no such component"):
        take_samples(vendor=lumeon.vendor, samples=[measured(piq)], source=SampleSource.SENT, at=AT)


def test_a_minute_that_nobody_measured_is_neither_up_nor_down(piq: World) -> None:
    start = datetime(2026, 3, 9, 6, 0, tzinfo=UTC)
    take(piq, *[measured(piq, start + n * MINUTE, took=200) for n in range(30)])
    take(piq, *[measured(piq, start + n * MINUTE, is_up=False) for n in range(40, 50)])

    day = SampleDay.objects.get(component=piq.main, zone="UTC", day=date(2026, 3, 9))

    assert (day.samples, day.up_seconds, day.down_seconds) == (40, 1_800, 600)
    assert day.measured_seconds == 2_400
    assert (day.requests, day.total_ms) == (30, 6_000)


def test_a_day_is_added_up_in_each_zone_that_counts(piq: World) -> None:
    midnight_in_chicago = datetime(2026, 3, 9, 5, 0, tzinfo=UTC)  # summer time since the 8th
    take(piq, measured(piq, midnight_in_chicago - MINUTE), measured(piq, midnight_in_chicago))

    rows = SampleDay.objects.filter(component=piq.main).values_list("zone", "day", "samples")

    assert {row for row in rows if row[0] in {"UTC", "America/Chicago"}} == {
        ("UTC", date(2026, 3, 9), 2),
        ("America/Chicago", date(2026, 3, 8), 1),
        ("America/Chicago", date(2026, 3, 9), 1),
    }


def test_a_day_of_23_hours_holds_no_more_than_that(piq: World) -> None:
    start = datetime(2026, 3, 8, 6, 0, tzinfo=UTC)  # midnight in Chicago, clocks jump at two
    take(piq, *[measured(piq, start + n * MINUTE) for n in range(24 * 60)])

    rows = SampleDay.objects.filter(component=piq.main, zone="America/Chicago").order_by("day")

    assert [(row.day.day, row.measured_seconds) for row in rows] == [(8, 82_800), (9, 3_600)]


def test_adding_up_again_changes_nothing(piq: World) -> None:
    take(piq, measured(piq, AT - timedelta(days=2), took=300))
    before = list(SampleDay.objects.values())

    changed = add_up(vendor=piq.site.vendor, first=date(2026, 3, 1), last=AT.date(), at=AT)

    assert changed == 0
    assert list(SampleDay.objects.values()) == before


def test_days_whose_rows_may_be_gone_are_left_as_they_are(piq: World) -> None:
    take(piq, measured(piq, AT - timedelta(days=20)))
    Sample.objects.all().delete()

    later = AT + timedelta(days=30)
    add_up(vendor=piq.site.vendor, first=date(2026, 2, 1), last=later.date(), at=later)

    assert SampleDay.objects.filter(component=piq.main, zone="UTC").count() == 1


@pytest.mark.parametrize("minutes", [1, 3, 700])
def test_many_samples_take_as_many_statements_as_one(
    piq: World, django_assert_num_queries: DjangoAssertNumQueries, minutes: int
) -> None:
    take(piq, measured(piq, AT + MINUTE))  # its month's partition is there from here on
    samples = [measured(piq, AT - n * MINUTE, took=n) for n in range(minutes)]

    with django_assert_num_queries(4):  # the components, and the rows between two savepoints
        take(piq, *samples)


def ask(sql: str, *values: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [tuple(row) for row in cursor.fetchall()]


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        ask(sql)
    return str(caught.value)


def test_samples_of_another_vendor_are_not_there(lumeon: Site, piq: World) -> None:
    take(piq, measured(piq))

    with vendor_scope(lumeon.vendor):
        assert ask("SELECT count(*) FROM availability_sample") == [(0,)]
    assert ask("SELECT count(*) FROM availability_sample") == [(1,)]


def test_a_partition_made_later_can_be_reached_through_the_table_alone(piq: World) -> None:
    make_partition(date(2024, 5, 17))

    assert "permission denied for schema" in refused("SELECT * FROM samples.of_2024_05")
    assert "permission denied for schema" in refused("DELETE FROM samples.of_2024_05")
    fences = ask(
        "SELECT c.relrowsecurity, c.relforcerowsecurity, "
        "has_table_privilege(current_user, c.oid, 'SELECT, INSERT, UPDATE, DELETE') "
        "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'availability_sample'::regclass"
    )
    assert set(fences) == {(True, True, False)}


def test_the_application_can_neither_make_nor_drop_tables_itself(piq: World) -> None:
    assert "permission denied" in refused("CREATE TABLE samples.mine (a int)")
    assert "must be owner" in refused("DROP TABLE availability_sample")
    assert "too far away" in refused("SELECT availability_make_partition('2199-01-01')")


def test_a_month_is_dropped_once_all_of_it_is_older_than_samples_are_kept(piq: World) -> None:
    now = timezone.now()
    make_partition(date(2024, 5, 1))
    make_ahead(now)
    kept = {str(name) for (name,) in partitions()}

    assert drop_old(now) >= 1
    left = {str(name) for (name,) in partitions()}
    assert kept - left >= {"of_2024_05"}
    assert f"of_{now:%Y_%m}" in left
    assert f"of_{now - timedelta(days=35):%Y_%m}" in left


def test_nobody_can_have_samples_dropped_that_are_kept_still(piq: World) -> None:
    make_ahead(timezone.now())

    drop_old(timezone.now() + timedelta(days=900))

    assert f"of_{timezone.now():%Y_%m}" in {name for (name,) in partitions()}


def test_samples_are_taken_when_no_partition_was_made_ahead(piq: World) -> None:
    long_ago = datetime(2025, 7, 1, 10, 0, tzinfo=UTC)

    assert take(piq, measured(piq, long_ago), at=long_ago) == 1


def partitions() -> list[tuple[object, ...]]:
    return ask(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'availability_sample'::regclass"
    )
