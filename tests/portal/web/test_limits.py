"""How often something may be done: the same with Valkey and without it (CO-10)."""

from secrets import token_hex
from threading import Barrier
from time import sleep

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from redis import Redis

from portal.people.tokens import make_token
from portal.web import table_cache
from portal.web.api_tokens import MOST_REQUESTS
from portal.web.http import now
from portal.web.limits import A_MINUTE, is_too_often
from portal.web.models import Kept
from portal.web.tasks import forget_kept
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.portal.web.absent import nobody, valkey_at


def new() -> str:
    """Return a name under which nothing was counted."""
    return token_hex()


def test_the_first_so_many_are_let_through() -> None:
    name = new()

    assert [is_too_often(name, most=3) for _ in range(5)] == [False, False, False, True, True]


def test_what_is_counted_in_valkey_is_forgotten_after_a_minute() -> None:
    name = new()
    for _ in range(2):
        is_too_often(name, most=3)

    with Redis.from_url(settings.REDIS_URL) as valkey:
        assert 0 < valkey.ttl(cache.make_key(f"often:{name}")) <= A_MINUTE


def test_without_valkey_as_many_are_let_through(no_valkey: None) -> None:
    name = new()

    assert [is_too_often(name, most=3) for _ in range(5)] == [False, False, False, True, True]
    assert not is_too_often(new(), most=3)


@pytest.mark.django_db
@pytest.mark.parametrize("is_away", [False, True])
def test_side_by_side_no_more_are_let_through(is_away: bool) -> None:
    name, ready = new(), meeting(8)
    url = nobody() if is_away else settings.REDIS_URL

    def deed() -> list[bool]:
        return _in_step(ready, name)

    with valkey_at(url):
        answers = [one for each in side_by_side(*[deed] * 8) for one in each]

    assert (answers.count(False), answers.count(True)) == (20, 20)


def _in_step(ready: Barrier, name: str) -> list[bool]:
    ready.wait()
    return [is_too_often(name, most=20) for _ in range(5)]


def test_what_was_counted_stays_so_when_its_request_is_rolled_back(no_valkey: None) -> None:
    name = new()
    with transaction.atomic():
        assert not is_too_often(name, most=1)
        transaction.set_rollback(True)

    assert is_too_often(name, most=1)


def test_a_request_that_goes_on_holds_up_nobody_elses_count(no_valkey: None) -> None:
    name = new()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        is_too_often(name, most=1)

        assert side_by_side(lambda: is_too_often(name, most=1)) == [True]


def test_a_new_window_begins_when_one_is_over(no_valkey: None) -> None:
    name = new()

    counted = [table_cache.count(name, seconds=1) for _ in range(3)]
    sleep(1.1)

    assert counted == [1, 2, 3]
    assert table_cache.count(name, seconds=1) == 1


def test_what_is_over_is_forgotten_on_the_way_and_hourly(no_valkey: None) -> None:
    for _ in range(30):
        table_cache.count(new(), seconds=0)
    assert Kept.objects.count() <= 2  # each takes away more than it adds
    assert "forget-kept" in settings.CELERY_BEAT_SCHEDULE

    table_cache.count(lasting := new(), seconds=60)
    forget_kept()

    assert Kept.objects.count() == 1
    assert table_cache.count(lasting, seconds=60) == 2


def test_the_table_names_nobody_and_keeps_no_log(no_valkey: None) -> None:
    is_too_often("sign-in:192.0.2.7", most=3)

    (kept,) = Kept.objects.all()
    assert len(kept.key) == 64
    assert "192" not in str(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'web_kept'")
        assert cursor.fetchone() == ("u",)


def test_co_10_without_valkey_a_token_is_answered_as_often_a_minute(
    lumeon: Site, no_valkey: None
) -> None:
    token, secret = make_token(by=lumeon.agent, name="x", days=1, can_write=False, at=now())
    cache.set(f"often:api:{token.pk}", MOST_REQUESTS - 1, 60)
    program = Client(headers={"authorization": f"Bearer {secret}"})

    first, second = (program.get("/lumeon/api/incidents/") for _ in range(2))

    assert first.status_code == 200
    assert (second.status_code, second.headers["Retry-After"]) == (429, "60")
    assert second.headers["Content-Type"] == "application/problem+json"
