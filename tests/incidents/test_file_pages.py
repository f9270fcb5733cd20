"""Files on the page of an incident: sent, listed, downloaded by those who may (CO-03, PQ-12)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.domain.files import State
from incidents.models import Attachment, Incident
from incidents.services.files import judge
from portal.audit.models import AuditEvent
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.incidents.filing import LOG, picture, private_files, sent, upload
from tests.incidents.watching import london

__all__ = ["private_files"]

pytestmark = pytest.mark.usefixtures("private_files")


def address(file: Attachment) -> str:
    return f"/lumeon/incidents/{file.message.incident}/files/{file.pk}/"


def chosen(name: str = "letters.log", content: bytes = LOG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")  # what it claims is nothing


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def post(by: Membership, incident: Incident, noun: str, **said: Any) -> Any:
    path = f"/lumeon/incidents/{incident}/{noun}/"
    return signed_in(by.person).post(path, {"text": "See the file."} | said)


def test_a_message_is_sent_with_its_files_and_shows_them(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    files = [chosen("a.log"), chosen("screen.png", picture())]

    response = post(lumeon.house.contact, incident, "answers", files=files)

    assert response.status_code == 302
    log, shot = Attachment.objects.of(incident)
    page = signed_in(lumeon.agent.person).get(f"/lumeon/incidents/{incident}/")
    text = page.content.decode()
    assert address(log) in text
    assert f'<img src="{address(shot)}preview/" alt="" width="132"' in text
    assert "of 100 MB" in text


def test_a_refused_file_loses_no_word_and_asks_for_the_files_again(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    response = post(lumeon.agent, incident, "replies", files=[chosen("a.svg", b"<svg/>")])

    text = response.content.decode()
    assert response.status_code == 409
    assert "“a.svg” was not taken: files of this kind are not taken, only: pdf" in text
    assert ">See the file.</textarea>" in text
    assert "Please choose the files again" in text
    assert not Attachment.objects.exists()


def test_words_refused_for_another_reason_ask_for_the_files_again_too(lumeon: Site) -> None:
    response = post(lumeon.agent, raised(lumeon.house), "replies", text="", files=[chosen()])

    assert response.status_code == 422
    assert "Please choose the files again" in response.content.decode()


def test_a_file_sent_where_none_goes_is_not_lost_in_silence(lumeon: Site) -> None:
    response = post(
        lumeon.agent, raised(lumeon.house), "station", status="triage", files=[chosen()]
    )

    assert response.status_code == 422
    assert "No file goes with this: send it with a message." in response.content.decode()


def test_a_text_where_a_file_should_be_is_a_sentence(lumeon: Site) -> None:
    response = post(lumeon.agent, raised(lumeon.house), "replies", files="a.log")

    assert response.status_code == 422
    assert "Files: Send files as multipart/form-data." in response.content.decode()


def test_the_pages_script_is_told_where_to_go(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    client = signed_in(lumeon.agent.person)

    response = client.post(
        f"/lumeon/incidents/{incident}/replies/",
        {"text": "See.", "files": [chosen()]},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == f"/lumeon/incidents/{incident}/"


def test_a_download_is_the_file_and_cannot_run(lumeon: Site) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.house.contact, upload("Grüße 4.log"))

    response = signed_in(lumeon.agent.person).get(address(file))

    assert (response.status_code, body(response)) == (200, LOG)
    assert response.headers["Content-Type"] == "text/plain"
    assert response.headers["Content-Length"] == str(len(LOG))
    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe%204.log"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))


def test_each_download_is_written_down(lumeon: Site) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload())
    reader = signed_in(lumeon.house.contact.person)

    for _ in range(2):
        body(reader.get(address(file)))

    events = AuditEvent.objects.filter(verb="downloaded")
    assert [(one.object_type, one.object_id, one.actor) for one in events] == [
        ("incidents.attachment", file.pk, lumeon.house.contact.person)
    ] * 2


def test_co_03_a_notes_file_is_not_there_for_the_customer(lumeon: Site, vera: Membership) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload("shot.png", picture()), internal=True)

    for outsider in (lumeon.house.contact, vera):
        client = signed_in(outsider.person)
        assert client.get(address(file)).status_code == 404
        assert client.get(f"{address(file)}preview/").status_code == 404
        page = client.get(f"/lumeon/incidents/{file.message.incident}/")
        assert "shot.png" not in page.content.decode()
    assert body(signed_in(lumeon.agent.person).get(address(file)))


def test_a_public_file_is_there_for_whoever_follows(lumeon: Site, vera: Membership) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload())

    assert body(signed_in(vera.person).get(address(file))) == LOG


def test_another_customers_and_another_tenants_file_is_not_there(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload())
    theirs = raised(northgate)

    nora = signed_in(northgate.contact.person)
    assert nora.get(address(file)).status_code == 404
    assert nora.get(f"/lumeon/incidents/{theirs}/files/{file.pk}/").status_code == 404
    assert nora.get(f"/lumeon/incidents/{theirs}/files/{file.pk}/preview/").status_code == 404
    charlie = signed_in(patientiq.house.contact.person)
    assert charlie.get(address(file)).status_code == 404
    with vendor_scope(patientiq.vendor):
        own = raised(patientiq.house, severity="high", category="functionality")
    assert charlie.get(f"/patientiq/incidents/{own}/files/{file.pk}/").status_code == 404


def test_a_file_is_found_on_its_own_incident_alone(lumeon: Site) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload())
    other = raised(lumeon.house)

    agent = signed_in(lumeon.agent.person)
    assert agent.get(f"/lumeon/incidents/{other}/files/{file.pk}/").status_code == 404


def test_what_is_being_checked_is_shown_and_not_given_out(
    lumeon: Site, settings: LazySettings
) -> None:
    settings.SCANNER = "clamd://127.0.0.1:1"
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload("shot.png", picture()))
    client = signed_in(lumeon.house.contact.person)

    response = client.get(address(file))

    assert response.status_code == 409
    assert "This file is still being checked." in response.content.decode()
    assert client.get(f"{address(file)}preview/").status_code == 404
    page = client.get(f"/lumeon/incidents/{file.message.incident}/").content.decode()
    assert "being checked" in page
    assert address(file) not in page


def test_what_is_withheld_tells_its_reason_to_staff_alone(
    lumeon: Site, settings: LazySettings
) -> None:
    settings.SCANNER = "clamd://127.0.0.1:1"
    (file,) = sent(raised(lumeon.house), lumeon.house.contact, upload("shot.png", picture()))
    judge([file], State.QUARANTINED, "Eicar-Test-Signature", at=london("10:06"))
    pages = {
        who: signed_in(one.person).get(f"/lumeon/incidents/{file.message.incident}/")
        for who, one in {"agent": lumeon.agent, "contact": lumeon.house.contact}.items()
    }

    for who, told in (("agent", True), ("contact", False)):
        text = pages[who].content.decode()
        assert "withheld" in text
        assert ("Eicar-Test-Signature" in text) is told
    for one in (lumeon.agent, lumeon.house.contact):
        refused = signed_in(one.person).get(address(file))
        assert refused.status_code == 409
        assert "This file is withheld" in refused.content.decode()


@pytest.mark.parametrize("spoil", ["changed", "gone"])
def test_a_file_that_is_not_what_was_sent_is_not_given_out_and_recorded(
    lumeon: Site, private_files: Path, spoil: str
) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload())
    stored = private_files / file.key
    if spoil == "gone":
        stored.unlink()
    else:
        stored.write_bytes(LOG.replace(b"ERROR", b"error"))

    response = signed_in(lumeon.house.contact.person).get(address(file))

    text = response.content.decode()
    assert response.status_code == 409
    assert "This file is not what was sent to us any more, so it is not given out." in text
    assert "letters: no consultant" not in text
    assert AuditEvent.objects.get(verb="found damaged").object_id == file.pk
    assert not AuditEvent.objects.filter(verb="downloaded").exists()


def test_a_preview_is_drawn_anew_and_caged(lumeon: Site) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload("shot.png", picture()))

    response = signed_in(lumeon.house.contact.person).get(f"{address(file)}preview/")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/webp")
    assert response.content[8:12] == b"WEBP"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_report_is_raised_with_its_files_and_keeps_its_words_without(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)
    said = {
        "contract": lumeon.house.contract.pk,
        "title": "Letters print without a name",
        "text": "Since this morning.",
        "severity": "2",
        "category": "support_incident",
    }

    refused = client.post("/lumeon/incidents/new/", said | {"files": [chosen("a.exe", b"MZ")]})
    taken = client.post("/lumeon/incidents/new/", said | {"files": [chosen()]})

    text = refused.content.decode()
    assert refused.status_code == 409
    assert "“a.exe” was not taken" in text
    assert "Since this morning." in text
    assert "Please choose the files again" in text
    assert taken.status_code == 302
    assert Attachment.objects.get().message.incident.title == "Letters print without a name"


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_files(
    lumeon: Site,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
    count: int,
) -> None:
    incident = raised(lumeon.house)
    for minute in range(1, count + 1):
        sent(incident, lumeon.agent, *(upload() for _ in range(count)), minute=minute)
    client = signed_in(lumeon.agent.person)
    client.get(f"/lumeon/incidents/{incident}/")

    with django_assert_max_num_queries(200) as seen:
        client.get(f"/lumeon/incidents/{incident}/")

    files = [one for one in seen.captured_queries if "incidents_attachment" in one["sql"]]
    assert len(files) == 2  # whether there are any, and they
