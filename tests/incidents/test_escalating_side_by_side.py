"""Sweepers and people meet over one incident: it is escalated once (LU-22)."""

from functools import partial
from threading import Barrier

from incidents import services as deeds
from incidents.models import Escalation, EscalationStep, Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from sla import services
from tests.cast import Site, raised
from tests.committed import meeting, side_by_side
from tests.incidents.watching import assert_stored_as_read, kinds, london

INCIDENTS = 6
LATE = london("14:01")  # both targets of a critical incident of ten o'clock are missed


def _reported(site: Site) -> list[Incident]:
    with vendor_scope(site.vendor):
        return [raised(site.house, severity="1", at=london("10:00")) for _ in range(INCIDENTS)]


def _sweep(site: Site, place: Barrier) -> int:
    place.wait()
    taken = 0
    while True:
        with vendor_scope(site.vendor):
            batch = services.sweep(at=LATE, batch=3)
        taken += batch
        if not batch:
            return taken


def test_sweepers_at_once_open_one_escalation_for_each_incident(committed: Site) -> None:
    incidents = _reported(committed)

    side_by_side(*[partial(_sweep, committed, meeting(3))] * 3)
    with vendor_scope(committed.vendor):
        services.sweep(at=LATE)  # what each left to the others

        found = Escalation.objects.values_list("incident_id", flat=True)
        assert sorted(found) == sorted(incident.pk for incident in incidents)
        assert EscalationStep.objects.count() == INCIDENTS
        for incident in incidents:
            assert kinds(incident) == ["reported", "escalated"]
            assert_stored_as_read(incident)


def _ask(site: Site, incident: Incident, place: Barrier) -> str:
    place.wait()
    with vendor_scope(site.vendor):
        try:
            deeds.escalate(
                incident=incident, by=site.house.contact, reason="It is urgent.", at=LATE
            )
        except Refusal as refusal:
            return refusal.code
    return "done"


def test_a_contact_who_asks_while_it_is_swept_gets_it_or_is_told_that_it_is_there(
    committed: Site,
) -> None:
    incident = _reported(committed)[0]
    place = meeting(2)

    answer, _ = side_by_side(
        partial(_ask, committed, incident, place), partial(_sweep, committed, place)
    )

    assert answer in {"done", "already"}
    with vendor_scope(committed.vendor):
        assert Escalation.objects.filter(incident=incident).count() == 1
        assert kinds(incident).count("escalated") == 1


def test_of_two_contacts_who_ask_at_once_one_is_told_that_it_is_there(committed: Site) -> None:
    incident = _reported(committed)[0]
    place = meeting(2)

    answers = side_by_side(*[partial(_ask, committed, incident, place)] * 2)

    assert sorted(answers) == ["already", "done"]
