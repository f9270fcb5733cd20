"""Valkey is asked and not depended on: who waits for it, how often, and who says so."""

from pathlib import Path
from secrets import token_urlsafe
from time import monotonic

import pytest
import structlog
from redis import Redis
from redis.exceptions import RedisError

from portal.web import valkey as asked
from portal.web.valkey import PATIENCE, Valkey
from tests.portal.web.absent import nobody, silent_server
from tests.processes import free_port, running, soon, valkey


def said(server: Valkey) -> str:
    """Ask something, and return what came of it."""

    def ping() -> str:
        server.client.ping()
        return "answered"

    return server.ask(ping, instead=lambda: "did without")


def test_one_question_waits_for_a_silent_server_and_the_next_do_not() -> None:
    with silent_server() as (url, came):
        server = Valkey(url)
        began = monotonic()
        answers = {said(server) for _ in range(50)}
        lasted = monotonic() - began

    assert answers == {"did without"}
    assert len(came) == 1
    assert lasted < 10 * PATIENCE


def test_a_server_that_was_away_is_asked_again_after_a_while_and_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "REST", 0.05)
    port, password = free_port(), token_urlsafe()
    process = valkey(tmp_path / "log", port, password)
    server = Valkey(f"redis://:{password}@127.0.0.1:{port}/0")

    assert said(server) == "did without"
    for _ in range(2):  # the second time it has connections from before
        with running(process):
            assert soon(lambda: said(server) == "answered")
            assert said(server) == "answered"
            assert not server.is_away
        assert said(server) == "did without"


def test_a_server_that_was_only_restarted_is_not_taken_for_away(tmp_path: Path) -> None:
    port, password = free_port(), token_urlsafe()
    process = valkey(tmp_path / "log", port, password)
    server = Valkey(f"redis://:{password}@127.0.0.1:{port}/0")
    with running(process):
        assert soon(lambda: answers(server.client))
        assert said(server) == "answered"
        process.kill()
        process.start()
        assert soon(lambda: answers(Redis.from_url(f"redis://:{password}@127.0.0.1:{port}/0")))

        assert said(server) == "answered"


def answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


def test_an_absence_is_logged_once_a_minute_and_its_end_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(asked, "REST", 0.0)
    server = Valkey(nobody())
    with structlog.testing.capture_logs() as logged:
        monkeypatch.setattr(asked, "log", structlog.get_logger())
        for _ in range(20):
            said(server)
        server.ask(lambda: "back", instead=lambda: "away")
        server.ask(lambda: "still", instead=lambda: "away")
        said(server)

    assert [one["event"] for one in logged] == ["valkey_away", "valkey_back", "valkey_away"]
    assert logged[0]["error"] == "ConnectionError"


def test_what_is_wrong_with_the_question_itself_is_not_hidden() -> None:
    server = Valkey(nobody())

    with pytest.raises(ZeroDivisionError):
        server.ask(lambda: 1 // 0, instead=lambda: 0)
    assert not server.is_away
