"""What becomes of a mail: a report, an answer, held, or ignored (PQ-10, CO-09)."""

from datetime import timedelta
from email.utils import parseaddr

import pytest

from incidents import services
from incidents.domain.kinds import Channel, EventKind
from incidents.mailin.addresses import reply_address
from incidents.models import InboundMail, Incident, MailState
from portal.notify.messages import as_message
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, raised
from tests.factories import MONDAY, MembershipFactory, PersonFactory, contract_for
from tests.incidents.mailin.sending import (
    DOMAIN,
    PROVED,
    SERVER,
    handed_over,
    mail_server,
    written,
)

__all__ = ["mail_server"]
pytestmark = pytest.mark.usefixtures("mail_server")
LATER = MONDAY + timedelta(hours=1)


def address(membership: Membership) -> str:
    return membership.person.email


def test_a_contacts_mail_opens_an_incident_that_counts_from_its_receipt(lumeon: Site) -> None:
    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact)), at=LATER)

    incident = mail.incident
    assert mail.state == MailState.ACCEPTED
    assert incident is not None
    assert (incident.title, incident.channel) == ("The printer prints nothing", Channel.EMAIL)
    assert (incident.reporter, incident.severity) == (lumeon.house.contact.person, "3")
    assert incident.reported_at == LATER
    assert incident.messages.get().text.startswith("Since eight this morning")


def test_the_number_is_mailed_to_the_contact_with_an_address_to_answer_to(lumeon: Site) -> None:
    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact)))

    told = OutgoingMail.objects.get(recipient=address(lumeon.house.contact))
    assert str(mail.incident) in told.subject


def test_an_answer_to_the_signed_address_reaches_its_incident_without_what_it_quotes(
    lumeon: Site,
) -> None:
    incident, contact = raised(lumeon.house), lumeon.house.contact
    text = "Yes, still.\n\nOn Mon, 2 Mar 2026 at 10:00, Lumeon support <p@l.org> wrote:\n> Is it?\n"
    to = reply_address(incident, contact.person)

    mail = handed_over(lumeon.vendor, written(address(contact), text=text), to=to, at=LATER)

    assert mail.incident == incident
    event = incident.events.select_related("message").latest("pk")
    assert event.kind == EventKind.CUSTOMER_REPLIED
    assert event.message is not None
    assert event.message.text == "Yes, still."


def test_an_address_that_was_signed_for_another_person_is_held(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    to = reply_address(incident, lumeon.agent.person)

    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact)), to=to)

    assert (mail.state, mail.incident) == (MailState.HELD, None)
    assert "somebody else" in mail.reason
    assert Incident.objects.count() == 1


def test_a_guessed_signature_is_held(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    to = f"reply+{str(incident).lower()}.aaaaaaaaaaaaaaaa@{DOMAIN}"

    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact)), to=to)

    assert mail.state == MailState.HELD


def test_a_mail_that_refers_to_ours_joins_its_incident(lumeon: Site) -> None:
    incident, contact = raised(lumeon.house), lumeon.house.contact
    services.reply(incident=incident, by=lumeon.agent, text="We look into it.", at=LATER)
    ours = OutgoingMail.objects.filter(recipient=address(contact)).order_by("pk").last()
    assert ours is not None

    mail = handed_over(
        lumeon.vendor,
        written(address(contact), In_Reply_To=ours.message_id),
        at=LATER + timedelta(minutes=1),
    )

    assert mail.incident == incident


def test_a_second_mail_joins_the_first_ones_incident_by_its_references(lumeon: Site) -> None:
    first = handed_over(lumeon.vendor, written(address(lumeon.house.contact)))
    more = written(address(lumeon.house.contact), text="And more.", References=first.message_id)

    assert handed_over(lumeon.vendor, more, at=LATER).incident == first.incident


def test_a_number_in_the_subject_counts_from_its_reporter_only(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    colleague = MembershipFactory.create(
        vendor=lumeon.vendor, customer=lumeon.house.customer, role="technical_contact"
    )
    subject = f"RE: [{incident}] Referral letters"

    own = handed_over(lumeon.vendor, written(address(lumeon.house.contact), subject=subject))
    other = handed_over(lumeon.vendor, written(address(colleague), subject=subject))

    assert own.incident == incident
    assert other.incident not in {None, incident}


def test_a_reference_to_another_customers_incident_opens_one_of_its_own(
    lumeon: Site, northgate: House
) -> None:
    first = handed_over(lumeon.vendor, written(address(lumeon.house.contact)))
    theirs = written(address(northgate.contact), In_Reply_To=first.message_id)

    mail = handed_over(lumeon.vendor, theirs)

    assert mail.incident is not None
    assert mail.incident.customer == northgate.customer
    assert first.incident is not None
    assert first.incident.messages.count() == 1


def test_an_answer_to_a_closed_incident_takes_it_up_again(lumeon: Site) -> None:
    incident, contact = raised(lumeon.house), lumeon.house.contact
    services.provide_solution(incident=incident, by=lumeon.agent, text="Restart it.", at=MONDAY)
    services.confirm(incident=incident, by=contact, at=MONDAY)
    to = reply_address(incident, contact.person)

    handed_over(lumeon.vendor, written(address(contact), text="It is back."), to=to, at=LATER)

    incident.refresh_from_db()
    assert incident.closed_at is None
    assert incident.events.filter(kind=EventKind.REOPENED).exists()


@pytest.mark.parametrize(
    "proof",
    [
        pytest.param("", id="nothing-said"),
        pytest.param("mx.evil.example; dmarc=pass header.from=example.org", id="another-server"),
        pytest.param(f"{SERVER}; dmarc=fail header.from=example.org", id="failed"),
        pytest.param(f"{SERVER}; dmarc=pass header.from=evil.example", id="another-domain"),
        pytest.param(f"{SERVER}; dkim=pass header.d=evil.example", id="signed-by-another"),
        pytest.param(f"{SERVER}; spf=pass smtp.mailfrom=x@evil.example", id="sent-by-another"),
        pytest.param(f"{SERVER}; spf=pass smtp.mailfrom=x@org", id="top-level"),
        pytest.param(f"{SERVER}; none", id="none"),
        pytest.param("((((((;;;;", id="damaged"),
    ],
)
def test_a_sender_who_is_not_proved_is_held_and_hears_nothing(lumeon: Site, proof: str) -> None:
    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact), proof=proof))

    assert (mail.state, mail.is_verified, mail.incident) == (MailState.HELD, False, None)
    assert mail.reason
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "proof",
    [
        pytest.param(f"{SERVER}; dkim=pass header.d=example.org", id="dkim"),
        pytest.param(f"{SERVER}; dkim=pass header.i=@example.org", id="dkim-identity"),
        pytest.param(f"{SERVER}; spf=pass smtp.mailfrom=x@example.org", id="spf"),
        pytest.param(f"{SERVER} 1; spf=fail; dkim=pass (1024-bit) header.d=example.org", id="two"),
    ],
)
def test_dkim_or_spf_of_the_senders_own_domain_proves_it(lumeon: Site, proof: str) -> None:
    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact), proof=proof))

    assert mail.state == MailState.ACCEPTED


def test_a_result_below_the_topmost_is_the_senders_own_word(lumeon: Site) -> None:
    forged = written(address(lumeon.house.contact)).as_bytes()
    honest = f"Authentication-Results: {SERVER}; dmarc=fail header.from=example.org\n".encode()

    assert handed_over(lumeon.vendor, honest + forged).state == MailState.HELD


def test_a_result_that_our_own_server_did_not_hand_over_is_not_believed(lumeon: Site) -> None:
    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact)), is_trusted=False)

    assert mail.state == MailState.HELD


def test_two_senders_prove_neither(lumeon: Site) -> None:
    raw = written(address(lumeon.house.contact)).as_bytes()
    double = raw.replace(b"From: ", b"From: boss@example.org\nFrom: ", 1)

    assert handed_over(lumeon.vendor, double).state == MailState.HELD


def test_a_stranger_a_viewer_and_staff_are_held(lumeon: Site, vera: Membership) -> None:
    for sender in ("nobody@example.org", address(vera), address(lumeon.agent)):
        mail = handed_over(lumeon.vendor, written(sender))

        assert (mail.state, mail.incident) == (MailState.HELD, None)
    assert not OutgoingMail.objects.exists()


def test_another_vendors_contact_is_a_stranger(patientiq: Site, lumeon: Site) -> None:
    mail = handed_over(lumeon.vendor, written(address(patientiq.house.contact)))

    assert mail.reason == f"{address(patientiq.house.contact)} is no registered contact."


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<x.example.org>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_program_wrote_is_kept_and_ignored(lumeon: Site, headers: dict[str, str]) -> None:
    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact), **headers))

    assert (mail.state, mail.incident) == (MailState.IGNORED, None)
    assert not OutgoingMail.objects.exists()


def test_a_mail_without_return_path_or_from_ourselves_is_ignored(lumeon: Site) -> None:
    bounce = handed_over(lumeon.vendor, written("a@example.org"), return_path="")
    ours = handed_over(lumeon.vendor, written(f"patientiq@{DOMAIN}"))

    assert {bounce.state, ours.state} == {MailState.IGNORED}


def test_two_portals_that_write_to_each_other_stop_at_once(lumeon: Site) -> None:
    """Another portal's own address is a contact here, and its mail is proved."""
    raised(lumeon.house)
    outgoing = OutgoingMail.objects.get(recipient=address(lumeon.house.contact))
    message = as_message(outgoing).message()
    _, sender = parseaddr(str(message["From"]))
    theirs = MembershipFactory.create(
        vendor=lumeon.vendor,
        customer=lumeon.house.customer,
        role=Role.TECHNICAL_CONTACT,
        person=PersonFactory.create(email="portal@example.org"),
    )
    raw = message.as_bytes().replace(sender.encode(), address(theirs).encode())
    known = OutgoingMail.objects.count(), Incident.objects.count()

    marked = handed_over(lumeon.vendor, f"Authentication-Results: {PROVED}\n".encode() + raw)

    assert (marked.sender, marked.state) == ("portal@example.org", MailState.IGNORED)
    assert "Auto-Submitted" in marked.reason
    assert (OutgoingMail.objects.count(), Incident.objects.count()) == known


def test_a_second_delivery_changes_nothing(lumeon: Site) -> None:
    raw = written(address(lumeon.house.contact)).as_bytes()

    first = handed_over(lumeon.vendor, raw)
    second = handed_over(lumeon.vendor, b"Received: by another.example\n" + raw, at=LATER)

    assert first.state == MailState.ACCEPTED
    assert (second.pk, second.received_at) == (first.pk, MONDAY)
    assert (Incident.objects.count(), InboundMail.objects.count()) == (1, 1)


def test_a_forgery_that_comes_first_does_not_stand_in_the_way(lumeon: Site) -> None:
    genuine = written(address(lumeon.house.contact))
    forged = written(address(lumeon.house.contact), proof="")

    assert handed_over(lumeon.vendor, forged).state == MailState.HELD
    assert handed_over(lumeon.vendor, genuine).state == MailState.ACCEPTED


def test_several_contracts_are_a_question_that_staff_answer_and_the_sender_hears_so(
    lumeon: Site,
) -> None:
    contract_for(lumeon.house.customer, "premium")

    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact)))

    assert mail.state == MailState.HELD
    assert "several active contracts" in mail.reason
    told = OutgoingMail.objects.get()
    assert told.recipient == address(lumeon.house.contact)
    assert "printer" not in told.text


def test_from_the_twenty_first_mail_in_an_hour_on_they_are_held_unanswered(lumeon: Site) -> None:
    states = [
        handed_over(
            lumeon.vendor, written(address(lumeon.house.contact), text=f"Report {number}.")
        ).state
        for number in range(22)
    ]

    assert states == [MailState.ACCEPTED] * 20 + [MailState.HELD] * 2
    assert OutgoingMail.objects.filter(key__startswith="mail-").count() == 0


def test_the_sixth_answer_within_ten_minutes_is_held(lumeon: Site) -> None:
    incident, contact = raised(lumeon.house), lumeon.house.contact
    to = reply_address(incident, contact.person)

    states = [
        handed_over(lumeon.vendor, written(address(contact), text=f"Answer {n}."), to=to).state
        for n in range(6)
    ]

    assert states == [MailState.ACCEPTED] * 5 + [MailState.HELD]


def test_probable_patient_data_is_flagged_and_taken_in(lumeon: Site) -> None:
    text = "The letter of patient 943 476 5919 is missing."

    mail = handed_over(lumeon.vendor, written(address(lumeon.house.contact), text=text))

    assert (mail.state, mail.has_patient_data) == (MailState.ACCEPTED, True)


def test_files_go_with_the_words_and_those_not_taken_are_named(lumeon: Site) -> None:
    mail = written(address(lumeon.house.contact))
    mail.add_attachment("a,b\n1,2\n", subtype="csv", filename="counts.csv")
    mail.add_attachment(b"MZ\x90", maintype="application", subtype="x-exe", filename="run.exe")

    taken = handed_over(lumeon.vendor, mail)

    assert taken.incident is not None
    message = taken.incident.messages.get()
    assert [one.name for one in message.files.all()] == ["counts.csv"]
    assert "run.exe" in message.text
    assert taken.source.raw == mail.as_bytes()


def test_a_line_end_hidden_in_the_subject_reaches_no_header(lumeon: Site) -> None:
    subject = "=?utf-8?q?Hi=0D=0ABcc:_evil@example.net?="
    raw = written(address(lumeon.house.contact)).as_bytes()
    raw = raw.replace(b"The printer prints nothing", subject.encode())

    mail = handed_over(lumeon.vendor, raw)

    assert mail.incident is not None
    assert mail.incident.title == "Hi Bcc: evil@example.net"
    assert "\n" not in OutgoingMail.objects.get().subject
