"""How an incident ends, and what undoes the ending (LU-20, HR-12)."""

from datetime import timedelta

import pytest

from incidents import services
from incidents.models import Incident
from incidents.queries import story
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised
from tests.incidents.watching import clock, kinds, london, refused


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def solved(site: Site) -> Incident:
    """An incident of Lumeon's, High, reported at 10:00 and solved at 12:00."""
    incident = raised(site.house, severity="2", at=london("10:00"))
    services.provide_solution(incident=incident, by=site.agent, text="Mended.", at=london("12:00"))
    return incident


def test_lu_17_a_solution_is_a_reply_too(lumeon: Site) -> None:
    incident = solved(lumeon)

    assert fresh(incident).status == "solution_provided"
    assert clock(incident, "response").stopped_at == london("12:00")
    assert clock(incident, "resolution").stopped_at == london("12:00")


def test_lu_20_confirming_closes_it_as_solved(lumeon: Site) -> None:
    incident = solved(lumeon)

    services.confirm(incident=incident, by=lumeon.house.contact, at=london("13:00"))

    assert kinds(incident)[-2:] == ["confirmed", "closed"]
    closed = incident.events.in_order().last()
    assert closed is not None
    assert (closed.reason, closed.actor) == ("solution_provided", lumeon.house.contact.person)
    assert fresh(incident).closed_at == london("13:00")


def test_staff_do_not_confirm_their_own_solution(lumeon: Site) -> None:
    incident = solved(lumeon)

    with pytest.raises(Refusal, match="As agent you cannot answer for the customer"):
        services.confirm(incident=incident, by=lumeon.agent, at=london("13:00"))


def test_what_is_not_solved_cannot_be_confirmed(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with refused(
        "You cannot confirm the solution now: it has only just been reported.", code="not_now"
    ):
        services.confirm(incident=incident, by=lumeon.house.contact, at=london("13:00"))


def test_a_rejected_solution_lets_the_same_clock_go_on(lumeon: Site) -> None:
    incident = solved(lumeon)

    services.reject_solution(
        incident=incident, by=lumeon.house.contact, text="Still blank.", at=london("15:00")
    )

    assert fresh(incident).status == "analysis"
    resolution = clock(incident, "resolution")
    assert (resolution.phase, resolution.spent) == ("running", timedelta(hours=2))
    assert resolution.due_at == fresh(incident).next_due_at == london("2026-03-03 12:30")


@pytest.mark.parametrize("reason", ["customer_request", "not_maintained"])
def test_lu_20_closing_unsolved_leaves_both_clocks_without_outcome(
    lumeon: Site, reason: str
) -> None:
    incident = raised(lumeon.house, at=london("10:00"))

    services.close(
        incident=incident, by=lumeon.agent, reason=reason, words=" As agreed. ", at=london("10:30")
    )

    assert (fresh(incident).status, fresh(incident).closed_at) == ("closed", london("10:30"))
    assert fresh(incident).next_due_at is None
    for milestone in ("response", "resolution"):
        stored = clock(incident, milestone)
        assert (stored.phase, stored.outcome, stored.next_at) == ("stopped", "none", None)
    assert story(fresh(incident), for_staff=False)[-1].words == "As agreed."


def test_lu_20_a_solution_without_an_answer_may_be_closed_by_staff(lumeon: Site) -> None:
    incident = solved(lumeon)

    services.close(
        incident=incident,
        by=lumeon.agent,
        reason="maintenance_release",
        words="",
        at=london("2026-03-09 10:00"),
    )

    assert clock(incident, "resolution").stopped_at == london("12:00")


@pytest.mark.parametrize(
    ("reason", "label"),
    [
        ("solution_provided", "A solution has been provided"),
        ("maintenance_release", "A maintenance release has resolved it"),
    ],
)
def test_lu_20_what_was_not_solved_is_not_closed_as_solved(
    lumeon: Site, reason: str, label: str
) -> None:
    incident = raised(lumeon.house)
    sentence = (
        f"“{label}” needs the solution first: write it as a solution, so that the customer can "
        "confirm it."
    )

    with refused(sentence, code="no_solution"):
        services.close(
            incident=incident, by=lumeon.agent, reason=reason, words="", at=london("10:05")
        )


def test_lu_20_an_unknown_reason_is_refused_with_the_known_ones(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    sentence = (
        "Choose why it is closed: A solution has been provided, A maintenance release has "
        "resolved it, The customer asked for it to be closed, Out of scope of the support "
        "agreement, The release is no longer under maintenance."
    )

    with refused(sentence, code="unknown_reason"):
        services.close(
            incident=incident, by=lumeon.agent, reason="tired", words="", at=london("10:05")
        )


def test_a_contact_does_not_close(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with pytest.raises(Refusal, match="As technical contact you cannot work on incidents"):
        services.close(
            incident=incident,
            by=lumeon.house.contact,
            reason="customer_request",
            words="",
            at=london("10:05"),
        )


def test_hr_12_only_the_customer_ends_a_correction_that_needs_their_word(
    healthy_roster: Site,
) -> None:
    """Closed by staff as corrected, the resolution clock would run on for ever."""
    with vendor_scope(healthy_roster.vendor):
        incident = raised(
            healthy_roster.house, severity="high", category="error", at=london("14:00")
        )
        services.provide_solution(
            incident=incident, by=healthy_roster.agent, text="Mended.", at=london("15:00")
        )
        sentence = (
            "Healthy Roster resolves an incident only with the customer's confirmation: Kim "
            "Alvarez confirms it on this page (HR-12)."
        )

        with refused(sentence, code="no_confirmation"):
            services.close(
                incident=incident,
                by=healthy_roster.agent,
                reason="solution_provided",
                words="",
                at=london("16:00"),
            )


@pytest.mark.parametrize("side", ["customer", "staff"])
def test_either_side_reopens_and_the_clock_goes_on_where_it_stood(lumeon: Site, side: str) -> None:
    incident = solved(lumeon)
    services.confirm(incident=incident, by=lumeon.house.contact, at=london("12:30"))
    by = lumeon.house.contact if side == "customer" else lumeon.agent

    services.reopen(incident=incident, by=by, text="It is back.", at=london("2026-03-03 09:00"))

    assert (fresh(incident).status, fresh(incident).closed_at) == ("analysis", None)
    assert fresh(incident).next_due_at == london("2026-03-03 15:00")  # six of eight hours left
    assert clock(incident, "resolution").spent == timedelta(hours=2)


def test_an_open_incident_is_not_reopened(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with refused(
        "You cannot reopen the incident now: it has only just been reported.", code="not_now"
    ):
        services.reopen(incident=incident, by=lumeon.agent, text="Again.", at=london("10:05"))


def test_lu_03_neither_a_viewer_nor_another_customer_reopens(
    lumeon: Site, vera: Membership, northgate: House
) -> None:
    incident = solved(lumeon)
    services.confirm(incident=incident, by=lumeon.house.contact, at=london("12:30"))

    for outsider in (vera, northgate.contact):
        with pytest.raises(Refusal) as refusal:
            services.reopen(incident=incident, by=outsider, text="Again.", at=london("13:00"))
        assert refusal.value.code == "not_allowed"
    assert fresh(incident).status == "closed"


def test_a_closed_incident_takes_nothing_more(lumeon: Site) -> None:
    incident = solved(lumeon)
    services.confirm(incident=incident, by=lumeon.house.contact, at=london("12:30"))

    with refused("You cannot reply now: it is closed; reopen it first.", code="not_now"):
        services.reply(incident=incident, by=lumeon.agent, text="One more.", at=london("13:00"))
    with refused(
        "You cannot write to the vendor now: it is closed; reopen it first.", code="not_now"
    ):
        services.answer(
            incident=incident, by=lumeon.house.contact, text="Thanks!", at=london("13:00")
        )
