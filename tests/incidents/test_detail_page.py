"""The page of an incident: whose turn, clocks that add up, and words that are never lost."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from incidents import services
from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.incidents.watching import london


def page(client: Client, incident: Incident, *, expect: int = 200) -> str:
    answer = client.get(f"/{incident.vendor.slug}/incidents/{incident}/")
    assert answer.status_code == expect
    return answer.content.decode()


def post(client: Client, incident: Incident, noun: str, *, expect: int, **typed: str) -> str:
    answer = client.post(f"/{incident.vendor.slug}/incidents/{incident}/{noun}/", typed)
    assert answer.status_code == expect
    return answer.content.decode()


def plain(html: str) -> str:
    """Return a page's words, one space apart."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_co_06_the_lines_of_a_clock_add_up_to_what_is_used(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00:20"))
    services.ask(
        incident=incident, by=lumeon.agent, question="Which clinic?", at=london("11:15:05")
    )
    services.answer(
        incident=incident, by=lumeon.house.contact, text="All.", at=london("2026-03-03 10:00:00")
    )
    services.provide_solution(
        incident=incident, by=lumeon.agent, text="Mended.", at=london("2026-03-03 12:00:00")
    )

    html = page(signed_in(lumeon.agent.person), incident)

    table = html[html.index("Arithmetic of the resolution clock") :]
    figures = re.findall(r'class="r num">(\d+):(\d\d):(\d\d)<', table[: table.index("</table>")])
    *lines, used, unused, promised = [
        timedelta(hours=int(h), minutes=int(m), seconds=int(s)) for h, m, s in figures
    ]
    assert sum(lines, timedelta(0)) == used == timedelta(hours=3, minutes=14, seconds=45)
    assert used + unused == promised == timedelta(hours=8)
    assert "LU-14: “8 Business Hours”" in plain(table)


def test_each_side_reads_whose_turn_it_is(lumeon: Site) -> None:
    at = timezone.now().replace(microsecond=0)
    incident = raised(lumeon.house, at=at)
    services.ask(incident=incident, by=lumeon.agent, question="Which clinic?", at=at)

    contact = plain(page(signed_in(lumeon.house.contact.person), incident))
    agent = plain(page(signed_in(lumeon.agent.person), incident))

    assert "With you Next: answer the question below. The clock waits until then." in contact
    assert "With St Brannock&#x27;s Next: they answer the question." in agent


def test_a_contact_sees_no_note_and_no_place_to_write_one(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.add_note(
        incident=incident, by=lumeon.agent, text="Smells of the merge", at=london("10:30")
    )

    contact = page(signed_in(lumeon.house.contact.person), incident)
    agent = page(signed_in(lumeon.agent.person), incident)

    assert "Smells of the merge" in agent
    assert ("Smells of the merge" in contact, "Internal note" in contact) == (False, False)


def test_a_viewer_reads_and_has_nothing_to_send(lumeon: Site, vera: Membership) -> None:
    html = page(signed_in(vera.person), raised(lumeon.house))

    assert "<textarea" not in html
    assert "technical contacts write here" in plain(html)


def test_outsiders_get_no_page(lumeon: Site, northgate: House, patientiq: Site) -> None:
    incident = raised(lumeon.house)

    page(signed_in(northgate.contact.person), incident, expect=404)
    page(signed_in(patientiq.house.contact.person), incident, expect=404)


def test_lu_12_a_severity_change_without_consultation_comes_back_open(lumeon: Site) -> None:
    html = post(
        signed_in(lumeon.agent.person),
        raised(lumeon.house, severity="2"),
        "severity",
        severity="1",
        expect=409,
    )

    assert re.search(r'id="set-severity"\s+open', html)
    assert re.search(r'value="1"\s+selected', html)
    assert plain(html).count("Say what you agreed with the contact") == 2  # above, and beside it


def test_words_for_an_incident_closed_meanwhile_are_given_back(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.close(
        incident=incident,
        by=lumeon.agent,
        reason="customer_request",
        words="",
        at=london("12:00"),
    )

    html = post(
        signed_in(lumeon.agent.person), incident, "replies", text="Half an hour's words", expect=409
    )

    assert re.search(r"<textarea id=\"stranded\"[^>]*readonly>Half an hour", html)


def test_an_empty_message_says_so_beside_the_composer(lumeon: Site) -> None:
    html = post(
        signed_in(lumeon.agent.person), raised(lumeon.house), "questions", text="  ", expect=422
    )

    assert 'id="write-text-fault"' in html
    assert "Message: Write a few words first." in plain(html)


def test_pq_10_a_page_says_where_nothing_is_promised(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="low", category="functionality")
        words = plain(page(signed_in(patientiq.agent.person), incident))

    assert "At PatientIQ&#x27;s discretion: no time is set." in words
    assert "The agreement promises no time for this." in words


def test_hr_11_assumed_targets_are_labelled(healthy_roster: Site) -> None:
    with vendor_scope(healthy_roster.vendor):
        incident = raised(healthy_roster.house, severity="high", category="error")
        words = plain(page(signed_in(healthy_roster.house.contact.person), incident))

    assert words.count("assumed: not in the published text") == 2


def test_lu_15_after_a_severity_change_the_figures_of_the_other_reading_stand_beside(
    lumeon: Site,
) -> None:
    incident = raised(lumeon.house, severity="3", at=london("09:00"))
    services.set_severity(
        incident=incident,
        by=lumeon.agent,
        severity="2",
        consultation="Agreed by telephone.",
        at=london("2026-03-03 09:30"),
    )
    services.reply(incident=incident, by=lumeon.agent, text="Here.", at=london("2026-03-03 09:31"))

    words = plain(page(signed_in(lumeon.agent.person), incident))

    assert "counted from the report on the new severity&#x27;s hours" in words
    assert "with what was used before the change kept as it was" in words
