"""Incidents that belong together: links, duplicates, and the customer that never changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents import services
from incidents.models import Incident, IncidentLink
from incidents.queries import story
from incidents.watching import watchers_of
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised
from tests.factories import MembershipFactory
from tests.incidents.watching import clock, kinds, london, refused


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def pair(site: Site) -> tuple[Incident, Incident]:
    return raised(site.house, at=london("10:00")), raised(site.house, at=london("10:10"))


def link(by: Membership, incident: Incident, other: Incident, kind: str = "relates") -> None:
    services.link(incident=incident, by=by, number=str(other), kind=kind, at=london("11:00"))


def merge(by: Membership, incident: Incident, into: Incident, words: str = "") -> IncidentLink:
    return services.merge(
        incident=incident, by=by, number=str(into), words=words, at=london("11:00")
    )


def test_a_link_is_told_in_both_stories_to_staff_alone(lumeon: Site) -> None:
    one, other = pair(lumeon)

    link(lumeon.agent, one, other, "caused_by")

    said = f"Marek Nowak linked: {one} is caused by {other}"
    for incident in (one, other):
        assert story(fresh(incident), for_staff=True)[-1].line == said
        assert story(fresh(incident), for_staff=False)[-1].kind == "reported"


def test_incidents_of_two_customers_can_be_linked(lumeon: Site, northgate: House) -> None:
    one, other = raised(lumeon.house), raised(northgate, at=london("10:10"))

    link(lumeon.agent, one, other)

    assert IncidentLink.objects.current().of(other).get().incident == one


def test_two_are_linked_once_whichever_way_round(lumeon: Site) -> None:
    one, other = pair(lumeon)
    link(lumeon.agent, one, other)

    with refused(f"{one} relates to {other} already; take that back first.", code="already"):
        link(lumeon.agent, other, one, "caused_by")


def test_a_link_is_taken_back_from_either_side(lumeon: Site) -> None:
    one, other = pair(lumeon)
    link(lumeon.agent, one, other)
    row = IncidentLink.objects.get()

    services.unlink(incident=other, by=lumeon.agent, link=row.pk, at=london("11:10"))

    assert not IncidentLink.objects.current().of(one).exists()
    assert kinds(one)[-1] == kinds(other)[-1] == "unlinked"
    with refused("There is no such link any more.", code="unknown_link"):
        services.unlink(incident=one, by=lumeon.agent, link=row.pk, at=london("11:20"))


@pytest.mark.parametrize(
    ("number", "sentence", "code"),
    [
        ("LUM-9999", "There is no incident LUM-9999.", "unknown_incident"),
        ("PIQ-1001", "'PIQ-1001' is no incident number; they look like LUM-1042.", ""),
        ("no number", "'no number' is no incident number; they look like LUM-1042.", ""),
    ],
)
def test_another_incident_is_named_by_its_number(
    lumeon: Site, number: str, sentence: str, code: str
) -> None:
    incident = raised(lumeon.house)

    with refused(sentence, code=code or "refused"):
        services.link(
            incident=incident, by=lumeon.agent, number=number, kind="relates", at=london("11:00")
        )


def test_an_incident_is_not_linked_with_itself(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with refused("Name another incident: this is the one itself.", code="itself"):
        link(lumeon.agent, incident, incident)


def test_a_contact_links_and_merges_nothing(lumeon: Site) -> None:
    one, other = pair(lumeon)
    sentence = (
        "As technical contact you cannot work on incidents. This is done by: agent, support "
        "director, support manager, technical account manager."
    )

    with refused(sentence, code="not_allowed"):
        link(lumeon.house.contact, one, other)
    with refused(sentence, code="not_allowed"):
        merge(lumeon.house.contact, one, other)


def test_a_duplicate_is_closed_and_points_at_the_one_that_goes_on(lumeon: Site) -> None:
    one, other = pair(lumeon)

    merge(lumeon.agent, other, one, "The same letters.")

    assert (fresh(other).status, fresh(one).status) == ("closed", "new")
    assert kinds(one)[-1] == "duplicate_found"
    closing = story(fresh(other), for_staff=False)[-1]
    assert closing.line == "Marek Nowak closed it: a duplicate of another incident"
    assert closing.words == f"It goes on as {one}. The same letters."
    assert story(fresh(one), for_staff=False)[-1].line == (
        f"Marek Nowak found {other} to be a duplicate of this"
    )


def test_a_duplicates_clocks_stop_without_outcome_and_the_others_go_on(lumeon: Site) -> None:
    one, other = pair(lumeon)

    merge(lumeon.agent, other, one)

    assert [clock(other, name).outcome for name in ("response", "resolution")] == ["none", "none"]
    assert clock(one, "resolution").phase == "running"


def test_what_was_written_stays_where_it_is(lumeon: Site) -> None:
    one, other = pair(lumeon)
    before = list(other.messages.values_list("pk", flat=True))

    merge(lumeon.agent, other, one)

    assert list(other.messages.values_list("pk", flat=True)) == before
    assert one.messages.count() == 1


def test_who_followed_a_duplicate_follows_the_one_that_goes_on(
    lumeon: Site, vera: Membership
) -> None:
    other = MembershipFactory.create(
        vendor=lumeon.vendor, customer=lumeon.house.customer, role=Role.TECHNICAL_CONTACT
    )
    one = raised(lumeon.house, at=london("10:00"))
    twin = raised(replace(lumeon.house, contact=other), at=london("10:10"))
    for by in (vera, lumeon.house.contact):
        services.watch(incident=twin, by=by, at=london("10:20"))

    merge(lumeon.agent, twin, one)

    # Who reported the other one is told of it anyway.
    assert set(watchers_of(one)) == {vera, other}


def test_reopening_a_duplicate_undoes_it(lumeon: Site) -> None:
    one, other = pair(lumeon)
    merge(lumeon.agent, other, one)

    services.reopen(
        incident=other, by=lumeon.agent, text="It is another fault.", at=london("11:30")
    )

    assert not IncidentLink.objects.current().of(other).exists()
    assert fresh(other).status == "analysis"
    resolution = clock(other, "resolution")
    assert (resolution.phase, resolution.spent) == ("running", timedelta(minutes=50))


def test_a_duplicates_link_is_not_taken_back_by_hand(lumeon: Site) -> None:
    one, other = pair(lumeon)
    row = merge(lumeon.agent, other, one)
    sentence = (
        f"{other} is a duplicate of {one}: that is what happened and stays. "
        "A duplicate ends when it is reopened."
    )

    with refused(sentence, code="not_by_hand"):
        services.unlink(incident=one, by=lumeon.agent, link=row.pk, at=london("11:10"))


def test_nothing_is_merged_across_customers(lumeon: Site, northgate: House) -> None:
    one, other = raised(lumeon.house), raised(northgate, at=london("10:10"))
    sentence = (
        f"{one} is another customer's; incidents are merged within one. Link them instead: "
        "customers do not see such a link."
    )

    with refused(sentence, code="other_customer"):
        merge(lumeon.agent, other, one)


def test_nothing_is_merged_into_a_closed_incident(lumeon: Site) -> None:
    one, other = pair(lumeon)
    services.close(
        incident=one, by=lumeon.agent, reason="customer_request", words="", at=london("10:30")
    )

    with refused(f"{one} is closed. Reopen it first, or link the two.", code="closed"):
        merge(lumeon.agent, other, one)


def test_a_closed_incident_is_merged_no_more(lumeon: Site) -> None:
    one, other = pair(lumeon)
    merge(lumeon.agent, other, one)

    with refused(
        "You cannot merge the incident now: it is closed; reopen it first.", code="not_now"
    ):
        merge(lumeon.agent, other, one)


def test_co_03_another_vendors_number_is_no_number(lumeon: Site, patientiq: Site) -> None:
    incident = raised(lumeon.house)
    with vendor_scope(patientiq.vendor):
        said = {"severity": "high", "category": "functionality"}
        _, theirs = (raised(patientiq.house, at=london(at), **said) for at in ("10:00", "10:10"))

    with refused(f"There is no incident LUM-{theirs.number}.", code="unknown_incident"):
        merge(lumeon.agent, incident, Incident(vendor=lumeon.vendor, number=theirs.number))


def test_the_database_keeps_an_incident_with_its_customer(lumeon: Site, northgate: House) -> None:
    incident = raised(lumeon.house)

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(customer=northgate.customer)


@pytest.mark.parametrize("kind", ["duplicate_of", "split_from"])
def test_the_database_refuses_a_merge_or_split_across_customers(
    lumeon: Site, northgate: House, kind: str
) -> None:
    one, other = raised(lumeon.house), raised(northgate, at=london("10:10"))
    split_off = other.messages.get() if kind == "split_from" else None

    with pytest.raises(IntegrityError, match="neither merged nor split"), transaction.atomic():
        IncidentLink.objects.create(
            vendor=lumeon.vendor,
            incident=one,
            other=other,
            kind=kind,
            message=split_off,
            made_at=london("11:00"),
            made_by=lumeon.agent.person,
        )
