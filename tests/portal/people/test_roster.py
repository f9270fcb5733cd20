"""People as a file: everyone going out, many invitations coming in, all or nobody (CO-02)."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.people import roster
from portal.tenancy.models import Invitation
from tests.cast import House, Site, signed_in
from tests.factories import MONDAY

HEAD = "name,email,role,customer,support_tier\n"
TWO = HEAD + "Jo,jo@new.example,Viewer,st brannock's,\nBo,BO@new.example,agent,,L2\n"


@pytest.fixture
def ada(lumeon: Site) -> Client:
    return signed_in(lumeon.administrator.person)


def sent(client: Client, text: str | bytes) -> HttpResponse:
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("people.csv", content, content_type="text/csv")
    answer = client.post("/lumeon/people/import/", {"file": file})
    assert isinstance(answer, HttpResponse)
    return answer


def problems(lumeon: Site, *lines: str) -> list[str]:
    text = HEAD + "\n".join(lines)
    return [one.problem for one in roster.preview(by=lumeon.administrator, text=text, at=MONDAY)]


def test_the_preview_says_what_will_happen_and_does_nothing(lumeon: Site, ada: Client) -> None:
    page = sent(ada, TWO)

    assert page.status_code == 200
    assert "All can be invited" in page.content.decode()
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert not AuditEvent.objects.filter(verb="person invited").exists()


def test_a_confirmed_file_invites_everyone_in_it(lumeon: Site, ada: Client) -> None:
    answer = ada.post("/lumeon/people/import/confirmation/", {"text": TWO})

    assert answer.status_code == 302
    found = Invitation.objects.order_by("email").values_list("email", "role", "support_tier")
    assert list(found) == [("bo@new.example", "agent", "L2"), ("jo@new.example", "viewer", "")]
    assert Invitation.objects.get(role="viewer").customer == lumeon.house.customer
    assert OutgoingMail.objects.count() == 2
    assert AuditEvent.objects.filter(verb="person invited").count() == 2


def test_with_one_faulty_line_nobody_is_invited(lumeon: Site, ada: Client) -> None:
    text = TWO + "Mo,not an address,viewer,St Brannock's,\n"

    shown = sent(ada, text).content.decode()
    answer = ada.post("/lumeon/people/import/confirmation/", {"text": text})

    assert "1 cannot be invited" in shown
    assert answer.status_code == 409
    assert "Nobody was invited: line 4 cannot be." in answer.content.decode()
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_each_line_says_what_is_wrong_with_it(lumeon: Site, patientiq: Site) -> None:
    assert problems(
        lumeon,
        "A,a@new.example,chief,,",
        "B,b@new.example,viewer,Nowhere,",
        "C,c@new.example,viewer,Lakeside Clinics,",  # another vendor's
        "D,d@new.example,viewer,,",
        "E,e@new.example,agent,,L9",
        ",f@new.example,agent,,",
        "G,g@new.example,agent,,",
        "G,g@new.example,agent,,",
    ) == [
        "There is no role 'chief'.",
        "There is no customer 'Nowhere'.",
        "There is no customer 'Lakeside Clinics'.",
        "Choose the customer whose viewer this is.",
        "There is no support tier 'L9'.",
        "A name has 1 to 120 characters.",
        "",
        "g@new.example has an open invitation already; withdraw it to send another.",
    ]


def test_seats_count_over_the_whole_file(lumeon: Site) -> None:
    found = problems(
        lumeon, *(f"C{n},c{n}@new.example,technical_contact,St Brannock's," for n in range(3))
    )

    assert [bool(problem) for problem in found] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no heading email, name, role"),
        ("email,name\nx@example.org,X\n", "no heading role"),
        (HEAD, "nobody in this file"),
        (HEAD + "A,a@b.example,agent,,\n" * 201, "201 people are too many"),
        (HEAD + '"A,b\n', "not CSV"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(lumeon: Site, text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        roster.preview(by=lumeon.administrator, text=text, at=MONDAY)


def test_what_is_no_text_or_too_large_is_refused(ada: Client) -> None:
    assert sent(ada, b"\xff\xfe\x00").status_code == 422
    assert sent(ada, HEAD + "x" * 200_001).status_code == 422
    nothing = ada.post("/lumeon/people/import/", {})
    assert nothing.status_code == 422
    assert "This field is required." in nothing.content.decode()
    assert ada.post("/lumeon/people/import/confirmation/", {}).status_code == 409


def test_the_list_goes_out_as_a_file_that_an_import_reads(
    lumeon: Site, northgate: House, ada: Client
) -> None:
    northgate.contact.person.name = "=HYPERLINK(1)"
    northgate.contact.person.save(update_fields=["name"])

    text = ada.get("/lumeon/people/people.csv").content.decode()

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["email"] for row in rows} >= {lumeon.agent.person.email}
    assert "'=HYPERLINK(1)" in {row["name"] for row in rows}
    assert [row["email"] for row in roster.read(text)] == [row["email"] for row in rows]
    assert AuditEvent.objects.get(verb="people exported").after == {"people": len(rows)}
