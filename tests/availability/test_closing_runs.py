"""Closing a month wherever it is ready: asked for once, done by a worker; the rest is told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks
from time_machine import travel

from availability.closing_tasks import close_month_of_all
from availability.models import ClosingRun, MonthClosing
from availability.services import closing_runs
from availability.services.closing_runs import PATIENCE, begin_closing, close_batch
from contracts.domain.fees import Fees
from contracts.models import Contract
from portal.audit.models import AuditEvent
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from tests.availability.saying import LATER, declared
from tests.availability.world import World, signed_for
from tests.cast import signed_in

pytestmark = pytest.mark.django_db
JUNE = Month(2026, 6)
PAGE = "/patientiq/availability/closings/"
API = "/patientiq/api/availability/"


@pytest.fixture
def clinics(piq: World) -> Iterator[World]:
    """PatientIQ with three more contracts; Riverbend's June was missed, and nobody said why."""
    assert piq.service.product is not None
    for name in ("Aspen Clinic", "Birch Clinic", "Cedar Clinic"):
        signed_for(piq.site, name, piq.service.product, Fees())
    declared(piq, "06-09 14:00", "06-09 18:00", customers=[piq.customer])
    with travel(LATER, tick=False):
        yield piq


@pytest.fixture
def desk(clinics: World) -> Client:
    return signed_in(clinics.manager.person)


def html(client: Client, path: str = f"{PAGE}?month=2026-06") -> str:
    return client.get(path).content.decode()


def begun(world: World, month: Month = JUNE) -> ClosingRun:
    return begin_closing(by=world.manager, month=month, at=LATER)


def test_what_is_ready_is_closed_and_what_lacks_something_stays_open(clinics: World) -> None:
    run = begun(clinics)

    assert close_month_of_all(clinics.site.vendor.pk, run.pk) == 1

    run.refresh_from_db()
    count = Contract.objects.count()
    assert (run.state, run.percent, run.contracts) == ("done", 100, count)
    assert (run.closed, run.left_count) == (MonthClosing.objects.count(), 1) == (count - 1, 1)
    (left,) = run.left
    assert (left["contract"], left["customer"]) == (clinics.contract.pk, "Riverbend Orthopaedics")
    assert left["why"][0].endswith("say its cause and its corrective action.")
    verbs = ["month closing begun", "month closing done"]
    assert [AuditEvent.objects.filter(verb=verb).count() for verb in verbs] == [1, 1]


def test_where_nothing_is_ready_closing_together_is_not_offered(
    clinics: World, desk: Client
) -> None:
    assert "wherever nothing is lacking" in html(desk)

    close_month_of_all(clinics.site.vendor.pk, begun(clinics).pk)

    assert "wherever nothing is lacking" not in html(desk)  # one is left, which lacks something


def test_a_stopped_run_goes_on_behind_the_last_contract_it_closed(
    clinics: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing_runs, "BATCH", 2)
    run = begun(clinics)

    assert close_batch(pk=run.pk, at=LATER)
    run.refresh_from_db()
    first, reached = run.looked_at, run.reached
    close_month_of_all(clinics.site.vendor.pk, run.pk)

    run.refresh_from_db()
    assert (first, run.looked_at, run.state) == (2, run.contracts, "done")
    assert run.reached > reached
    assert MonthClosing.objects.count() == run.closed
    assert not close_batch(pk=run.pk, at=LATER)  # done is done


def test_asked_twice_it_is_one_run_and_again_it_closes_only_what_is_left(clinics: World) -> None:
    run = begun(clinics)
    assert begun(clinics) == run
    close_month_of_all(clinics.site.vendor.pk, run.pk)

    again = begun(clinics)
    close_month_of_all(clinics.site.vendor.pk, again.pk)

    again.refresh_from_db()
    assert (again.closed, again.before, again.left_count) == (0, run.contracts - 1, 1)


@pytest.mark.parametrize("what", ["membership ended", "login stopped"])
def test_who_may_close_months_no_more_closes_none(clinics: World, what: str) -> None:
    run = begun(clinics)
    if what == "membership ended":
        clinics.manager.ended_at = LATER
        clinics.manager.save(update_fields=["ended_at"])
    else:
        clinics.manager.person.is_active = False
        clinics.manager.person.save(update_fields=["is_active"])

    close_month_of_all(clinics.site.vendor.pk, run.pk)

    run.refresh_from_db()
    assert (run.state, MonthClosing.objects.count()) == ("done", 0)
    assert "Quentin Hale may not close months any more" in run.left[0]["why"][0]


@pytest.mark.parametrize(
    ("month", "why"), [(Month(2026, 9), "is not over before"), (Month(2019, 1), "No contract ran")]
)
def test_a_month_that_is_not_over_or_empty_is_refused(
    clinics: World, month: Month, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        begun(clinics, month)


def test_the_page_says_what_each_lacks_and_begins_the_run(clinics: World, desk: Client) -> None:
    page, ready = html(desk), Contract.objects.count() - 1
    assert "say its cause and its corrective action" in page
    assert page.count(">Ready<") == ready
    assert "Close August 2026" in html(desk, PAGE)  # the month that was over last

    answer = desk.post(PAGE, {"month": "2026-06"})

    run = ClosingRun.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{run.pk}/"
    assert 'http-equiv="refresh"' in html(desk, f"{PAGE}{run.pk}/")
    close_month_of_all(clinics.site.vendor.pk, run.pk)
    done = html(desk, f"{PAGE}{run.pk}/")
    assert f"{run.contracts - 1} months closed" in done
    assert f"/availability/{clinics.contract.pk}/2026-06/closing/" in done
    assert html(desk).count(">Closed<") == ready


def test_a_month_that_is_none_or_not_over_is_said_on_the_page(desk: Client) -> None:
    assert desk.get(f"{PAGE}?month=June").status_code == 422
    refused = desk.post(PAGE, {"month": "2026-09"})
    assert refused.status_code == 409
    assert "is not over before 01 October 2026" in refused.content.decode()
    assert "Sign and close" not in html(desk, f"{PAGE}?month=2026-09")


def test_others_find_neither_page_nor_run(clinics: World) -> None:
    run = begun(clinics)

    for other in (clinics.agent, clinics.contact):
        client = signed_in(other.person)
        for path in (PAGE, f"{PAGE}{run.pk}/", f"{API}closings/", f"{API}closings/{run.pk}/"):
            assert client.get(path).status_code == 404, path


def test_the_page_takes_as_many_queries_however_many_contracts(
    clinics: World, desk: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            html(desk)
        return len(seen)

    asked()  # what is kept for good is read once
    before = asked()
    assert clinics.service.product is not None
    signed_for(clinics.site, "Dogwood Clinic", clinics.service.product, Fees())

    assert asked() == before


def test_the_api_lists_begins_and_follows(clinics: World, desk: Client) -> None:
    listed = desk.get(f"{API}closings/?month=2026-06").json()["results"]
    rows = {one["customer"]: one for one in listed}
    assert rows["Aspen Clinic"]["state"] == "ready"
    assert rows["Riverbend Orthopaedics"]["state"] == "lacking"
    assert rows["Riverbend Orthopaedics"]["lacks"][0]["owed"]

    asked = desk.post(f"{API}closings/", {"month": "2026-06"}, content_type="application/json")
    assert asked.status_code == 202
    run = asked.json()
    close_month_of_all(clinics.site.vendor.pk, run["id"])

    done = desk.get(f"{API}closings/{run['id']}/").json()
    assert (done["state"], done["left_open"]) == ("done", 1)
    assert desk.get(f"{API}closings/{run['id'] + 1}/").status_code == 404


@pytest.mark.parametrize("way", ["the page", "its address", "asking anew"])
def test_a_run_that_no_worker_heard_of_is_asked_for_again(
    clinics: World,
    desk: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    way: str,
) -> None:
    run = begun(clinics)

    def asked(after: timedelta) -> int:
        with (
            travel(LATER + after, tick=False),
            django_capture_on_commit_callbacks() as callbacks,
        ):
            if way == "asking anew":
                begin_closing(by=clinics.manager, month=JUNE, at=LATER + after)
            else:
                desk.get(f"{PAGE}{run.pk}/" if way == "the page" else f"{API}closings/{run.pk}/")
        return len(callbacks)

    assert asked(PATIENCE) == 0
    assert asked(2 * PATIENCE) == 1


def test_the_api_signs_one_month_and_states_it_anew(piq: World) -> None:
    desk, path = signed_in(piq.manager.person), f"{API}{piq.contract.pk}/2026-06/closings/"

    def send(**said: Any) -> Any:
        return desk.post(path, said, content_type="application/json")

    with travel(LATER, tick=False):
        seen = desk.get(path).json()
        assert (seen["number"], seen["is_met"], seen["lacks"]) == (1, True, [])
        assert send(seen="another").status_code == 409
        made = send(seen=seen["seen"])
        assert (made.status_code, made.json()["kind"]) == (201, "closed")
        declared(piq, "06-10 14:00", "06-10 14:30", cause="A disk.", corrective_taken="Another.")
        seen = desk.get(path).json()
        assert "percent" in seen["changed"]
        anew = send(seen=seen["seen"], reason="The log says so.").json()
        assert (anew["kind"], anew["number"]) == ("restated", 2)
        assert signed_in(piq.agent.person).get(path).status_code == 404
