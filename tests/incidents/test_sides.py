"""Notes and replies cannot be mixed up: not by a service, not by a statement, not by a mailer."""

import pytest
from django.db import DatabaseError, transaction

from incidents.mailout.outward import InternalWords, check_outward
from incidents.models import IncidentEvent, Message
from tests.cast import Site, raised
from tests.factories import MONDAY


def said(lumeon: Site, kind: str, *, internal: bool) -> IncidentEvent:
    incident = raised(lumeon.house)
    message = Message.objects.create(
        vendor=lumeon.vendor,
        incident=incident,
        author=lumeon.agent.person,
        by_staff=True,
        is_internal=internal,
        text="Their VPN again.",
        at=MONDAY,
    )
    return IncidentEvent(
        vendor=lumeon.vendor, incident=incident, kind=kind, at=MONDAY, message=message
    )


@pytest.mark.parametrize(
    ("kind", "internal"), [("replied", True), ("solution_provided", True), ("noted", False)]
)
def test_co_03_the_database_refuses_a_note_under_a_public_kind_and_the_reverse(
    lumeon: Site, kind: str, internal: bool
) -> None:
    event = said(lumeon, kind, internal=internal)

    with pytest.raises(DatabaseError, match="cannot carry this message"), transaction.atomic():
        event.save()


def test_a_message_never_changes_sides(lumeon: Site) -> None:
    event = said(lumeon, "noted", internal=True)
    event.save()

    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(events=event).update(is_internal=False)


def test_co_03_what_goes_out_to_customers_is_never_internal(lumeon: Site) -> None:
    note, reply = said(lumeon, "noted", internal=True), said(lumeon, "replied", internal=False)
    mixed = said(lumeon, "replied", internal=True)

    check_outward(reply)
    for event in (note, mixed):
        with pytest.raises(InternalWords):
            check_outward(event)
