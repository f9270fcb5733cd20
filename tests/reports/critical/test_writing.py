"""A report is drafted from the timeline, written by people, and never changed unawares (LU-05)."""

from datetime import date

import pytest

from contracts.domain.entitlements import Every, Recurring
from contracts.services.entitlements import override
from incidents import services
from incidents.models import Incident
from incidents.services.engaging import name_product
from portal.audit.models import AuditEvent
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.critical.entitled import is_critical, is_owed
from reports.critical.writing import draft, news, refresh, save
from reports.models import CriticalReport
from tests.cast import House, Site, raised, staff
from tests.reports.critical.ward import NOTE, WORDS, after, solved, written


def test_lu_05_a_draft_has_who_when_what_and_both_clocks_that_add_up(
    lumeon: Site, northgate: House
) -> None:
    report = draft(by=lumeon.agent, incident=solved(lumeon, northgate), at=after(180))

    facts = report.stated
    assert (facts.customer, facts.reporter, facts.severity, facts.tier) == (
        "Northgate Hospitals",
        "Nora Quist",
        "Critical",
        "Premium",
    )
    assert (facts.reported_at, facts.ended_at) == (after(0), after(120))
    assert [(line.at, line.said) for line in facts.timeline] == [
        (after(0), "Nora Quist reported it"),
        (after(5), "Marek Nowak took it on and started work"),
        (after(10), "Marek Nowak replied"),
        (after(120), "Marek Nowak provided a solution"),
    ]
    response, resolution = facts.clocks
    assert (response.outcome, response.spent_time) == ("met", after(10) - after(0))
    assert (resolution.outcome, resolution.stopped_at) == ("met", after(120))
    assert resolution.sum_time == resolution.spent_time == after(120) - after(0)
    assert "Referral letters cannot be sent" in report.summary
    assert report.corrective == "The queue runs again: the disk was full."


def test_co_03_no_internal_note_and_no_contact_detail_gets_in(
    lumeon: Site, northgate: House
) -> None:
    incident = solved(lumeon, northgate)
    Incident.objects.filter(pk=incident.pk).update(contact_details="Bleep 4471")

    report = draft(by=lumeon.agent, incident=incident, at=after(180))

    kept = f"{report.facts} {report.sections}"
    assert NOTE not in kept
    assert "Between ourselves" not in kept
    assert "4471" not in kept
    assert "note" not in {line.said for line in report.stated.timeline}


def test_pq_12_words_in_which_a_patient_may_be_named_are_left_out(
    lumeon: Site, northgate: House
) -> None:
    incident = raised(northgate, severity="1")
    services.provide_solution(
        incident=incident,
        by=lumeon.agent,
        text="The letter of NHS number 943 476 5919 went out.",
        caution=Caution.SEND,
        at=after(20),
    )

    report = draft(by=lumeon.agent, incident=incident, at=after(30))

    assert "943" not in report.corrective
    assert "may hold patient data" in report.corrective


def test_lu_05_the_cause_begins_with_the_third_party_that_was_named(
    lumeon: Site, northgate: House
) -> None:
    incident = raised(northgate, severity="1")
    name_product(incident=incident, by=lumeon.agent, product="Mirth Connect", at=after(30))

    report = draft(by=lumeon.agent, incident=incident, at=after(180))

    assert report.cause == "Mirth Connect causes it, a third party's product."


def test_lu_05_only_what_was_critical_once_is_reported_on(lumeon: Site, northgate: House) -> None:
    mild = solved(lumeon, northgate, severity="2")
    with pytest.raises(Refusal, match="was never Critical") as refused:
        draft(by=lumeon.agent, incident=mild, at=after(180))
    assert refused.value.code == "not_critical"

    lowered = raised(northgate, severity="1")
    services.set_severity(
        incident=lowered,
        by=lumeon.agent,
        severity="3",
        consultation="Agreed with Nora.",
        at=after(30),
    )

    assert is_critical(Incident.objects.get(pk=lowered.pk))
    assert draft(by=lumeon.agent, incident=lowered, at=after(40)).issue == 1


def test_lu_05_a_tier_without_reports_has_none_until_its_contract_agrees_one(
    lumeon: Site,
) -> None:
    incident = solved(lumeon, lumeon.house)  # Essentials
    assert not is_owed(incident)
    with pytest.raises(Refusal, match="Essentials does not include") as refused:
        draft(by=lumeon.agent, incident=incident, at=after(180))
    assert refused.value.code == "not_entitled"
    assert "account manager" in str(refused.value)

    override(
        by=lumeon.administrator,
        contract=lumeon.house.contract,
        key="critical_incident_reports",
        value=Recurring(1, Every.CRITICAL_INCIDENT),
        since=date(2026, 3, 2),
        until=None,
        reason="Agreed for the pilot.",
        at=after(181),
    )

    incident = Incident.objects.select_related("contract__customer").get(pk=incident.pk)
    assert is_owed(incident)
    assert draft(by=lumeon.agent, incident=incident, at=after(182)).state == "draft"


def test_lu_05_there_is_one_report_of_an_incident(lumeon: Site, northgate: House) -> None:
    incident = solved(lumeon, northgate)
    draft(by=lumeon.agent, incident=incident, at=after(180))

    with pytest.raises(Refusal, match="has a report already"):
        draft(by=lumeon.agent, incident=incident, at=after(181))

    assert CriticalReport.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ACCOUNT_MANAGER, Role.PRODUCT_MANAGER])
def test_only_the_desk_drafts(lumeon: Site, northgate: House, role: Role) -> None:
    incident = solved(lumeon, northgate)
    with pytest.raises(Refusal, match="you cannot work on incidents"):
        draft(by=staff(lumeon.vendor, "Somebody Else", role), incident=incident, at=after(180))
    with pytest.raises(Refusal, match="you cannot work on incidents"):
        draft(by=northgate.contact, incident=incident, at=after(180))


def test_words_written_over_somebody_elses_are_stopped_and_nothing_is_lost(
    lumeon: Site, northgate: House
) -> None:
    report = draft(by=lumeon.agent, incident=solved(lumeon, northgate), at=after(180))
    other: Membership = staff(lumeon.vendor, "Tess Other", Role.AGENT, "L1")
    save(
        by=other,
        report=report,
        revision=report.revision,
        sections={"cause": "A full disk."},
        at=after(181),
    )

    with pytest.raises(Refusal, match="Tess Other has changed the report") as refused:
        save(
            by=lumeon.agent,
            report=report,
            revision=report.revision,
            sections={"cause": "Something else."},
            at=after(182),
        )

    assert refused.value.code == "stale"
    assert CriticalReport.objects.get().cause == "A full disk."


def test_saving_what_stands_already_is_no_change(lumeon: Site, northgate: House) -> None:
    report = written(solved(lumeon, northgate), lumeon.agent)

    again = save(
        by=lumeon.agent, report=report, revision=report.revision, sections=WORDS, at=after(185)
    )

    assert again.revision == report.revision == CriticalReport.objects.get().revision
    assert report.steps.count() == 2


def test_too_many_words_are_refused_by_the_name_of_their_section(
    lumeon: Site, northgate: House
) -> None:
    report = draft(by=lumeon.agent, incident=solved(lumeon, northgate), at=after(180))

    with pytest.raises(Refusal, match="“Cause” has 20,001 characters; 20,000 fit"):
        save(
            by=lumeon.agent,
            report=report,
            revision=report.revision,
            sections={"cause": "x" * 20_001},
            at=after(181),
        )


def test_facts_are_drawn_again_on_request_only_and_it_is_said_what_is_new(
    lumeon: Site, northgate: House
) -> None:
    incident = solved(lumeon, northgate)
    report = written(incident, lumeon.agent)
    services.add_note(incident=incident, by=lumeon.agent, text=NOTE, at=after(181))
    assert news(report, after(182)) == []

    services.confirm(incident=incident, by=northgate.contact, at=after(183))

    found = [(one.at, one.words) for one in news(report, after(184))]
    assert found[0] == (None, "It stands at: Closed (was: Solution provided, please confirm)")
    assert (after(183), "Nora Quist confirmed the solution") in found
    assert len(CriticalReport.objects.get().stated.timeline) == 4

    told = refresh(by=lumeon.agent, report=report, revision=report.revision, at=after(185))

    report = CriticalReport.objects.get()
    assert [(one.at, one.words) for one in told] == found
    assert news(report, after(186)) == []
    assert report.cause == WORDS["cause"]
    assert AuditEvent.objects.filter(verb="critical report refreshed").exists()
