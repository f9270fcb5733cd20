"""Somebody else approves a report; what is published stays, and is corrected by the next issue."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from incidents import services
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification, OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.critical.approving import approve, give_back, submit
from reports.critical.publishing import correct, publish
from reports.critical.writing import draft, refresh, save
from reports.domain.critical import digest_of
from reports.models import CriticalIssue, CriticalReport
from tests.cast import House, Site, raised, staff
from tests.reports.critical.ward import WORDS, after, approved, published, solved, written


@pytest.fixture
def mona(lumeon: Site) -> Membership:
    """Lumeon's support manager."""
    return staff(lumeon.vendor, "Mona Field", Role.SUPPORT_MANAGER)


def refused(code: str, deed: Callable[..., object], **said: object) -> str:
    """Do something that is refused with a code, see that nothing was changed, and return why."""
    before = CriticalReport.objects.values().get()
    with pytest.raises(Refusal) as told:
        deed(**said)
    assert told.value.code == code
    assert CriticalReport.objects.values().get() == before
    return str(told.value)


def test_lu_05_a_report_is_handed_in_whole_fresh_and_after_the_end(
    lumeon: Site, northgate: House
) -> None:
    incident, by = raised(northgate, severity="1"), lumeon.agent
    report = draft(by=by, incident=incident, at=after(30))
    hand_in = {"by": by, "report": report, "revision": 1}
    assert "still worked on" in refused("not_ended", submit, at=after(31), **hand_in)

    services.provide_solution(incident=incident, by=by, text="Restarted.", at=after(60))
    told = refused("not_written", submit, at=after(61), **hand_in)
    assert "Cause, Corrective action taken, Corrective action planned" in told

    report = save(by=by, report=report, revision=1, sections=WORDS, at=after(62))
    hand_in["revision"] = 2
    assert "Draw them again" in refused("not_fresh", submit, at=after(63), **hand_in)

    refresh(by=by, report=report, revision=2, at=after(64))
    assert submit(by=by, report=report, revision=3, at=after(65)).state == "submitted"


def test_lu_05_whoever_wrote_does_not_approve(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    report = written(solved(lumeon, northgate), mona)
    report = submit(by=lumeon.agent, report=report, revision=report.revision, at=after(190))
    known: dict[str, Any] = {"report": report, "revision": report.revision, "at": after(191)}

    assert "You wrote part" in refused("own_words", approve, by=mona, **known)
    refused("not_allowed", approve, by=lumeon.agent, **known)
    refused("not_allowed", approve, by=lumeon.administrator, **known)

    director = staff(lumeon.vendor, "Dora Head", Role.SUPPORT_DIRECTOR)
    assert approve(by=director, **known).approved_by == director.person


def test_what_was_handed_in_is_not_written_on_and_an_approval_is_of_what_was_read(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    report = written(solved(lumeon, northgate), lumeon.agent)
    report = submit(by=lumeon.agent, report=report, revision=report.revision, at=after(190))
    read = report.revision
    assert "waits for its approval" in refused(
        "wrong_state",
        save,
        by=lumeon.agent,
        report=report,
        revision=read,
        sections={"cause": "Another."},
        at=after(191),
    )

    give_back(by=lumeon.agent, report=report, revision=read, words="A slip.", at=after(192))
    report = CriticalReport.objects.get()
    report = save(
        by=lumeon.agent,
        report=report,
        revision=report.revision,
        sections={"cause": "Another."},
        at=after(193),
    )
    submit(by=lumeon.agent, report=report, revision=report.revision, at=after(194))

    refused("stale", approve, by=mona, report=report, revision=read, at=after(195))


def test_a_report_is_returned_with_words_and_its_approval_is_void(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    report = approved(solved(lumeon, northgate), lumeon.agent, mona)
    known: dict[str, Any] = {"by": mona, "report": report, "revision": report.revision}
    refused("no_words", give_back, words="  ", at=after(201), **known)

    give_back(words="Say when it was noticed.", at=after(202), **known)

    report = CriticalReport.objects.get()
    assert (report.state, report.approved_by) == ("draft", None)
    refused(
        "wrong_state",
        publish,
        by=lumeon.agent,
        report=report,
        revision=report.revision,
        at=after(203),
    )
    told = Notification.objects.get(person=lumeon.agent.person, said__contains="returned")
    assert told.path == f"/incidents/{report.incident}/report/"


def test_lu_05_a_published_issue_is_told_to_the_customer_and_stands_in_the_story(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    incident = solved(lumeon, northgate)

    issue = published(incident, lumeon.agent, mona)

    assert issue.digest == digest_of(CriticalIssue.objects.get().content)
    assert issue.content["written_by"] == ["Marek Nowak"]
    assert issue.content["approved_by"] == "Mona Field"
    event = IncidentEvent.objects.filter(incident=incident).latest("pk")
    assert (event.kind, event.words) == ("report_published", "the critical incident report")
    told = Notification.objects.get(person=northgate.contact.person, said__contains="published")
    assert told.said == "Marek Nowak published the critical incident report."
    mail = OutgoingMail.objects.filter(recipient=northgate.contact.person.email).latest("pk")
    assert f"/lumeon/incidents/{incident}/report/" in mail.text
    assert incident.title not in mail.text + mail.subject  # phi_mode
    assert WORDS["cause"] not in mail.text


def test_no_clock_hears_of_a_report(lumeon: Site, northgate: House, mona: Membership) -> None:
    incident = solved(lumeon, northgate)
    before = list(incident.clocks.order_by("pk").values())

    published(incident, lumeon.agent, mona)

    assert list(incident.clocks.order_by("pk").values()) == before


def test_a_published_issue_cannot_be_changed_or_deleted(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    issue = published(solved(lumeon, northgate), lumeon.agent, mona)

    for change in (
        lambda: CriticalIssue.objects.update(content={}),
        lambda: CriticalIssue.objects.filter(pk=issue.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert CriticalIssue.objects.get().is_intact


def test_lu_05_a_correction_is_the_next_issue_and_names_the_one_before(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    incident = solved(lumeon, northgate)
    first = published(incident, lumeon.agent, mona)
    report = CriticalReport.objects.get()
    known: dict[str, Any] = {"by": lumeon.agent, "report": report, "revision": report.revision}
    refused("no_words", correct, words="", at=after(220), **known)
    refused(
        "wrong_state",
        save,
        sections={"cause": "Rewritten history."},
        at=after(220),
        **known,
    )

    report = correct(words="The cause was the log, not the letters.", at=after(221), **known)
    assert (report.issue, report.published, report.state) == (2, 1, "draft")
    report = save(
        by=lumeon.agent,
        report=report,
        revision=report.revision,
        sections={"cause": "A log that filled the disk."},
        at=after(222),
    )
    report = submit(by=lumeon.agent, report=report, revision=report.revision, at=after(223))
    report = approve(by=mona, report=report, revision=report.revision, at=after(224))
    second = publish(by=lumeon.agent, report=report, revision=report.revision, at=after(225))

    assert second.content["supersedes"] == {"issue": 1, "digest": first.digest}
    assert second.content["corrects"] == "The cause was the log, not the letters."
    assert [one.content["sections"]["cause"] for one in CriticalIssue.objects.all()] == [
        "A full disk on the letter server.",
        "A log that filled the disk.",
    ]
    event = IncidentEvent.objects.filter(incident=incident).latest("pk")
    assert event.words == "a corrected critical incident report, issue 2"


def test_a_report_is_published_after_the_incident_is_closed(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    incident = solved(lumeon, northgate)
    services.confirm(incident=incident, by=northgate.contact, at=after(130))

    published(incident, lumeon.agent, mona)

    assert Incident.objects.get(pk=incident.pk).status == "closed"


def test_those_who_may_approve_are_told_and_nobody_who_wrote(
    lumeon: Site, northgate: House, mona: Membership
) -> None:
    report = written(solved(lumeon, northgate), lumeon.agent)

    submit(by=lumeon.agent, report=report, revision=report.revision, at=after(190))

    told = Notification.objects.filter(said__contains="waits for your approval")
    assert [one.person for one in told.select_related("person")] == [mona.person]
