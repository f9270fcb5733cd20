"""Pages of tokens, activities and obligations: whose rows they show, in how many questions."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Activity, Obligation, TokenMove
from contracts.services.obligations import Change, fulfil, plan_change
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from portal.web.http import now
from tests.cast import House, Site, build_house, signed_in, staff
from tests.contracts.duties import asked, drawn, review


def page(client: Client, path: str, slug: str = "lumeon") -> str:
    answer = client.get(f"/{slug}/contracts/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def fill(site: Site, house: House) -> list[str]:
    """Give a house one of each; return the addresses of their own pages."""
    move = drawn(site, house, at=str(house.contract.pk))
    return [
        f"tokens/{house.contract.pk}/",
        f"tokens/{house.contract.pk}/draws/{move.pk}/reversal/",
        f"calendar/{review(house).pk}/",
        f"calendar/{Activity.objects.latest('pk').pk}/pack/",
        f"obligations/{asked(house).pk}/",
    ]


def test_co_03_lists_show_no_other_customers_rows(lumeon: Site, northgate: House) -> None:
    fill(lumeon, lumeon.house)
    fill(lumeon, northgate)
    nora = signed_in(northgate.contact.person)

    for path in ("calendar/", "obligations/", f"tokens/{northgate.contract.pk}/"):
        shown = page(nora, path)
        assert "Northgate" in shown
        assert "Brannock" not in shown


def test_co_03_another_customers_pages_are_not_there(lumeon: Site, northgate: House) -> None:
    nora = signed_in(northgate.contact.person)

    for path in fill(lumeon, lumeon.house):
        assert nora.get(f"/lumeon/contracts/{path}").status_code == 404


def test_co_03_another_customers_rows_take_no_deed(lumeon: Site, northgate: House) -> None:
    fill(lumeon, lumeon.house)
    activity, obligation = Activity.objects.get(), Obligation.objects.get()
    nora = signed_in(northgate.contact.person)
    before = TokenMove.objects.count()

    for path, said in (
        (f"calendar/{activity.pk}/cancellation/", {"cancellation-reason": "Not mine"}),
        (f"obligations/{obligation.pk}/withdrawal/", {"withdrawal-words": "Not mine"}),
        (f"tokens/{lumeon.house.contract.pk}/draws/", {"draw-words": "Not mine"}),
    ):
        assert nora.post(f"/lumeon/contracts/{path}", said).status_code == 404
    activity.refresh_from_db()
    obligation.refresh_from_db()
    assert (activity.state, obligation.is_open) == ("planned", True)
    assert TokenMove.objects.count() == before


def test_co_03_a_request_cannot_be_made_on_another_customers_contract(
    healthy_roster: Site,
) -> None:
    with vendor_scope(healthy_roster.vendor):
        other = build_house(healthy_roster.vendor, "Bluegrass", "Leroy Jackson", "standard")
        said = {
            "request-contract": healthy_roster.house.contract.pk,
            "request-key": "restore",
            "request-words": "All of it",
        }

        answer = signed_in(other.contact.person).post(
            "/healthy-roster/contracts/obligations/requests/", said
        )

        assert answer.status_code == 422
        assert not Obligation.objects.exists()


def test_hr_09_a_contact_asks_on_the_page_and_sees_when_it_is_due(healthy_roster: Site) -> None:
    kim = signed_in(healthy_roster.house.contact.person)
    said = {
        "request-contract": healthy_roster.house.contract.pk,
        "request-key": "restore",
        "request-words": "The roster of Eastbrook High",
    }

    kim.post("/healthy-roster/contracts/obligations/requests/", said)

    with vendor_scope(healthy_roster.vendor):
        made = Obligation.objects.get()
        assert made.due_at == made.opened_at + timedelta(hours=24)
    assert "Restore from backup" in page(kim, "obligations/", "healthy-roster")


def test_hr_13_a_plan_is_the_vendors_own_until_notice_is_given(healthy_roster: Site) -> None:
    kim = signed_in(healthy_roster.house.contact.person)
    at = now()
    with vendor_scope(healthy_roster.vendor):
        said = Change(
            key="data_centre", planned_for=at.date() + timedelta(days=200), words="To Dayton"
        )
        (opened,) = plan_change(
            by=healthy_roster.administrator,
            contracts=[healthy_roster.house.contract],
            change=said,
            at=at,
        )
    path = f"/healthy-roster/contracts/obligations/{opened.pk}/"
    assert kim.get(path).status_code == 404

    with vendor_scope(healthy_roster.vendor):
        fulfil(by=healthy_roster.administrator, obligation=opened, evidence="To Dayton", at=at)

    assert kim.get(path).status_code == 200


def test_hr_13_a_notice_that_is_too_late_is_refused_on_the_page(healthy_roster: Site) -> None:
    hugo = signed_in(healthy_roster.administrator.person)
    said = {
        "change-contract": healthy_roster.house.contract.pk,
        "change-key": "data_centre",
        "change-planned_for": (now().date() + timedelta(days=30)).isoformat(),
        "change-words": "To Dayton",
    }

    answer = hugo.post("/healthy-roster/contracts/obligations/changes/", said)

    assert answer.status_code == 409
    assert "90 days&#x27; notice" in answer.content.decode()


def test_lu_06_tokens_are_bought_drawn_and_given_back_on_the_pages(lumeon: Site) -> None:
    contract = lumeon.house.contract
    ada, marek = signed_in(lumeon.administrator.person), signed_in(lumeon.agent.person)
    base = f"/lumeon/contracts/tokens/{contract.pk}/"
    today = now().date().isoformat()

    ada.post(
        f"{base}purchases/", {"purchase-key": "a", "purchase-bundle": 10, "purchase-on": today}
    )
    said = {"draw-key": "b", "draw-hours": 2, "draw-minutes": 15, "draw-words": "Tuning"}
    marek.post(f"{base}draws/", said)
    marek.post(f"{base}draws/", said)  # pressed twice

    assert "17 h 45 min" in page(marek, f"tokens/{contract.pk}/")
    move = TokenMove.objects.get(kind="draw")
    ada.post(f"{base}draws/{move.pk}/reversal/", {"words": "It was a fault of ours"})
    assert "It was a fault of ours" in page(ada, f"tokens/{contract.pk}/")
    assert "20 h" in page(ada, f"tokens/{contract.pk}/")


def test_lu_06_a_draw_that_is_refused_keeps_what_was_typed(lumeon: Site) -> None:
    said = {"draw-key": "b", "draw-hours": 2, "draw-minutes": 0, "draw-words": "Tuning reports"}

    answer = signed_in(lumeon.agent.person).post(
        f"/lumeon/contracts/tokens/{lumeon.house.contract.pk}/draws/", said
    )

    assert answer.status_code == 409
    assert "Nothing is left" in answer.content.decode()
    assert "Tuning reports" in answer.content.decode()


def test_lu_06_a_vendor_that_sells_no_tokens_has_no_page_of_them(patientiq: Site) -> None:
    charlie = signed_in(patientiq.house.contact.person)

    assert charlie.get("/patientiq/contracts/tokens/").status_code == 404


def test_lu_05_a_technical_account_manager_is_assigned_and_the_customer_sees_who(
    lumeon: Site, northgate: House
) -> None:
    luca = staff(lumeon.vendor, "Luca Ferrari", Role.TECHNICAL_ACCOUNT_MANAGER)
    ada = signed_in(lumeon.administrator.person)
    pk = northgate.contract.pk
    assert "nobody" in page(ada, "calendar/managers/")

    ada.post(f"/lumeon/contracts/calendar/managers/{pk}/", {f"{pk}-manager": luca.pk})

    assert "Luca Ferrari" in page(signed_in(northgate.contact.person), "calendar/")


def test_lu_05_an_activity_is_done_moved_and_cancelled_on_its_page(
    lumeon: Site, northgate: House
) -> None:
    rows = [review(northgate, months=months) for months in range(3)]
    ada = signed_in(lumeon.administrator.person)
    later = (now().date() + timedelta(days=400)).isoformat()

    for row, noun, said in (
        (rows[0], "completion", {"done_on": rows[0].period_from.isoformat(), "notes": "*Well*"}),
        (rows[1], "moving", {"to": later, "reason": "Holidays"}),
        (rows[2], "cancellation", {"reason": "Not wanted"}),
    ):
        fields = {f"{noun}-{name}": value for name, value in said.items()}
        path = f"/lumeon/contracts/calendar/{row.pk}/{noun}/"
        assert ada.post(path, fields).status_code == 302

    states = [Activity.objects.get(pk=row.pk) for row in rows]
    assert [row.state for row in states] == ["done", "planned", "cancelled"]
    assert states[1].planned_for.isoformat() == later
    nora = signed_in(northgate.contact.person)
    assert "<em>Well</em>" in page(nora, f"calendar/{rows[0].pk}/")
    assert "Not wanted" in page(nora, f"calendar/{rows[2].pk}/")


MOST_QUESTIONS = 24  # with session, second factor, memberships and savepoints of every page


def test_the_agenda_takes_the_same_questions_however_much_is_planned(
    lumeon: Site, northgate: House
) -> None:
    _asks_alike(lumeon.agent, "calendar/", lambda place: review(northgate, months=place))


def test_the_statement_takes_the_same_questions_however_long_it_is(lumeon: Site) -> None:
    path = f"tokens/{lumeon.house.contract.pk}/"
    _asks_alike(
        lumeon.administrator, path, lambda place: drawn(lumeon, lumeon.house, at=str(place))
    )


def test_the_list_of_tokens_takes_the_same_questions_however_many_contracts(lumeon: Site) -> None:
    def one_more(place: int) -> None:
        house = build_house(lumeon.vendor, f"House {place}", f"Contact {place}", "premium")
        drawn(lumeon, house)

    _asks_alike(lumeon.administrator, "tokens/", one_more)


def test_the_list_of_managers_takes_the_same_questions_however_many_contracts(
    lumeon: Site,
) -> None:
    staff(lumeon.vendor, "Luca Ferrari", Role.TECHNICAL_ACCOUNT_MANAGER)

    def one_more(place: int) -> None:
        build_house(lumeon.vendor, f"House {place}", f"Contact {place}", "premium")

    _asks_alike(lumeon.administrator, "calendar/managers/", one_more)


def test_what_is_owed_takes_the_same_questions_however_much_it_is(lumeon: Site) -> None:
    _asks_alike(lumeon.agent, "obligations/", lambda _: asked(lumeon.house))


def _asks_alike(reader: Membership, path: str, one_more: Callable[[int], object]) -> None:
    client = signed_in(reader.person)
    counts = []
    for rows in (1, 3):
        for place in range(rows):
            one_more(10 * rows + place)
        page(client, path)  # the terms are parsed once for the whole process
        with CaptureQueriesContext(connection) as asked_of_it:
            page(client, path)
        counts.append(len(asked_of_it))
    assert counts[0] == counts[1] <= MOST_QUESTIONS
