"""One deed for many: the preview tells what the deed then does, and each is for itself."""

from typing import Any

import pytest

from incidents import services
from incidents.bulk import Wish, carry_out, tried_out
from incidents.models import Incident, IncidentEvent, Watching
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in, staff
from tests.incidents.watching import london

AT = london("11:00")

type Rows = list[Incident]


@pytest.fixture
def rows(lumeon: Site, northgate: House) -> Rows:
    """Three incidents: new, already Marek's, and closed."""
    new = raised(lumeon.house, at=london("10:00"), title="Not yet seen")
    his = raised(northgate, at=london("10:01"), title="In Marek's hands")
    shut = raised(lumeon.house, at=london("10:02"), title="Over and done")
    services.accept(incident=his, by=lumeon.agent, at=london("10:03"))
    services.close(
        incident=shut, by=lumeon.agent, reason="customer_request", words="", at=london("10:04")
    )
    return [fresh(one) for one in (new, his, shut)]


@pytest.fixture
def mina(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Mina Rao", Role.SUPPORT_MANAGER)


def fresh(incident: Incident) -> Incident:
    return Incident.objects.with_names().get(pk=incident.pk)


def everything() -> tuple[Any, ...]:
    """Return what a deed could have left behind."""
    return (
        list(Incident.objects.order_by("pk").values()),
        IncidentEvent.objects.count(),
        OutgoingMail.objects.count(),
        Watching.objects.count(),
    )


@pytest.mark.parametrize("act", ["accept", "assign", "move", "watch"])
def test_the_preview_tells_what_then_happens_and_leaves_nothing(
    lumeon: Site, rows: Rows, mina: Membership, act: str
) -> None:
    wish = Wish(act=act, to=mina, status="triage")
    wishes = [(row, wish) for row in rows]
    before = everything()

    told = tried_out(wishes, by=lumeon.agent, at=AT)
    assert everything() == before
    done = carry_out(wishes, by=lumeon.agent, at=AT)

    assert [(one.changes, one.refused) for one in told] == [
        (one.changes, one.refused) for one in done
    ]
    assert everything() != before


def test_what_one_refuses_leaves_the_others(lumeon: Site, rows: Rows) -> None:
    outcomes = carry_out([(row, Wish(act="accept")) for row in rows], by=lumeon.agent, at=AT)

    assert outcomes[0].changes[0] == ("Owner", "nobody", "Marek Nowak")
    assert outcomes[1].refused == f"{rows[1]} is already yours."
    assert "it is closed" in outcomes[2].refused
    assert [fresh(row).owner for row in rows] == [lumeon.agent.person] * 2 + [None]


def test_the_pages_lead_from_choosing_to_doing_to_putting_back(
    lumeon: Site, rows: Rows, mina: Membership
) -> None:
    agent = signed_in(lumeon.agent.person)
    numbers = [str(row) for row in rows]
    asked = {"act": "assign", "to": str(mina.pk), "number": numbers}

    preview = agent.post("/lumeon/queue/bulk/", asked)
    assert preview.status_code == 200
    assert "2 of 3 would change" in preview.content.decode()
    possible = [str(one.incident) for one in preview.context["possible"]]
    result = agent.post("/lumeon/queue/bulk/application/", asked | {"number": possible})
    assert fresh(rows[1]).owner == mina.person
    agent.post("/lumeon/queue/bulk/undoing/", {"back": result.context["undoing"]})

    # What was nobody's cannot be given back to nobody.
    assert result.context["undoing"] == [f"{rows[1]} assign {lumeon.agent.pk}"]
    assert [fresh(row).owner for row in rows[:2]] == [mina.person, lumeon.agent.person]


def test_watching_many_is_put_back(lumeon: Site, rows: Rows) -> None:
    agent = signed_in(lumeon.agent.person)
    result = agent.post(
        "/lumeon/queue/bulk/application/", {"act": "watch", "number": [str(row) for row in rows]}
    )
    assert Watching.objects.count() == 3

    agent.post("/lumeon/queue/bulk/undoing/", {"back": result.context["undoing"]})

    assert Watching.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Choose what is to be done"),
        ({"act": "burn"}, "Choose what is to be done"),
        ({"act": "assign"}, "to whom they are given"),
        ({"act": "move"}, "where they are moved"),
        ({"act": "assign", "to": "999999"}, "Choose what is to be done"),
        ({"act": "accept", "number": []}, "at least one"),
        ({"act": "accept", "number": ["LUM-99999", "x", "a\x00"]}, "at least one"),
    ],
)
@pytest.mark.parametrize("path", ["queue/bulk/", "queue/bulk/application/"])
def test_an_incomplete_wish_does_nothing_and_keeps_what_was_chosen(
    lumeon: Site, rows: Rows, said: dict[str, Any], why: str, path: str
) -> None:
    before = everything()
    asked = {"number": [str(rows[0])]} | said

    page = signed_in(lumeon.agent.person).post(f"/lumeon/{path}", asked)

    assert page.status_code == 422
    assert why in page.content.decode()
    assert (str(rows[0]) in page.content.decode()) is (str(rows[0]) in asked["number"])
    assert everything() == before


def test_a_contact_of_the_customer_is_no_colleague(lumeon: Site, rows: Rows) -> None:
    asked = {"act": "assign", "to": str(lumeon.house.contact.pk), "number": [str(rows[0])]}

    page = signed_in(lumeon.agent.person).post("/lumeon/queue/bulk/application/", asked)

    assert page.status_code == 422
    assert fresh(rows[0]).owner is None


def test_another_vendors_incidents_are_not_chosen(
    lumeon: Site, patientiq: Site, rows: Rows
) -> None:
    with vendor_scope(patientiq.vendor):
        theirs = raised(patientiq.house, severity="high", category="functionality")
    asked = {"act": "accept", "number": [str(theirs), str(theirs.number + 5000)]}

    page = signed_in(lumeon.agent.person).post("/lumeon/queue/bulk/application/", asked)

    assert page.status_code == 422
    with vendor_scope(patientiq.vendor):
        assert Incident.objects.get(pk=theirs.pk).owner is None


@pytest.mark.parametrize(
    "back", ["", "x", "LUM-1 assign 7", "{0} burn", "{0} assign 999999", "{0} move no"]
)
def test_a_putting_back_that_was_not_offered_changes_nothing(
    lumeon: Site, rows: Rows, back: str
) -> None:
    before = everything()

    answer = signed_in(lumeon.agent.person).post(
        "/lumeon/queue/bulk/undoing/", {"back": back.format(rows[0])}
    )

    assert answer.status_code in {200, 302}
    assert everything() == before
