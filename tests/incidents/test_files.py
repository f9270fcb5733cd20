"""Files that come with a message: kept with it or not at all, within their limits (PQ-12)."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from incidents import services
from incidents.domain import files
from incidents.domain.files import State
from incidents.models import Attachment, Incident, Message
from incidents.queries import story
from incidents.services.files import Upload, attach
from portal.kernel.refusal import Refusal
from tests.cast import Site, raised, report
from tests.factories import MONDAY
from tests.incidents.filing import LOG, PDF, archive, picture, private_files, sent, upload
from tests.incidents.watching import london, refused

__all__ = ["private_files"]

pytestmark = pytest.mark.usefixtures("private_files")


def test_a_file_is_kept_with_its_message_under_a_name_of_our_own(
    lumeon: Site, private_files: Path
) -> None:
    incident = raised(lumeon.house)

    (file,) = sent(incident, lumeon.house.contact, upload("../../ward 4.log"))

    assert (file.name, file.size, file.media_type) == ("ward 4.log", len(LOG), "text/plain")
    assert file.sha256 == hashlib.sha256(LOG).hexdigest()
    assert (file.sent_by, file.at) == (lumeon.house.contact.person, london("10:05"))
    assert (private_files / file.key).read_bytes() == LOG
    assert "ward" not in file.key
    assert file.message.text == "See the file."


def test_without_a_scanner_a_file_is_clean_by_its_kind_and_the_record_says_so(
    lumeon: Site,
) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload())

    assert file.state is State.CLEAN
    assert file.verdict.why == "Its kind was checked; this portal has no scanner."


def test_with_a_scanner_a_file_waits_for_it(lumeon: Site, settings: LazySettings) -> None:
    settings.SCANNER = "clamd://127.0.0.1:1"

    (file,) = sent(raised(lumeon.house), lumeon.agent, upload())

    assert (file.state, file.is_clean) == (State.WAITING, False)


type Deed = Callable[[Site, Incident, list[Upload]], object]

DEEDS: dict[str, Deed] = {
    "reply": lambda site, incident, brought: services.reply(
        incident=incident, by=site.agent, text="See.", files=brought, at=london("10:30")
    ),
    "question": lambda site, incident, brought: services.ask(
        incident=incident, by=site.agent, question="See?", files=brought, at=london("10:30")
    ),
    "answer": lambda site, incident, brought: services.answer(
        incident=incident, by=site.house.contact, text="See.", files=brought, at=london("10:30")
    ),
    "note": lambda site, incident, brought: services.add_note(
        incident=incident, by=site.agent, text="See.", files=brought, at=london("10:30")
    ),
    "solution": lambda site, incident, brought: services.provide_solution(
        incident=incident, by=site.agent, text="See.", files=brought, at=london("10:30")
    ),
}


@pytest.mark.parametrize("name", DEEDS)
def test_every_message_takes_files(lumeon: Site, name: str) -> None:
    incident = raised(lumeon.house)

    DEEDS[name](lumeon, incident, [upload("a.log"), upload("b.pdf", PDF)])

    last = story(incident, for_staff=True)[-1]
    assert last.message is not None
    assert [file.name for file in last.message.files.all()] == ["a.log", "b.pdf"]


@pytest.mark.parametrize("name", DEEDS)
def test_a_refused_file_keeps_the_whole_message_from_being_sent(lumeon: Site, name: str) -> None:
    incident = raised(lumeon.house)

    with refused(
        "“drawing.svg” was not taken: files of this kind are not taken, only: pdf, png, jpg, "
        "jpeg, webp, txt, log, csv, json, docx, xlsx, zip.",
        code="file",
    ):
        DEEDS[name](lumeon, incident, [upload(), upload("drawing.svg", b"<svg/>")])

    assert not Attachment.objects.exists()


def test_a_solution_that_does_not_hold_is_sent_back_with_a_picture(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    DEEDS["solution"](lumeon, incident, [])
    contact, shot = lumeon.house.contact, upload("screen.png", picture())

    services.reject_solution(
        incident=incident, by=contact, text="Still.", files=[shot], at=london("10:40")
    )

    assert [file.name for file in Attachment.objects.of(incident)] == ["screen.png"]


def test_a_report_brings_its_files(lumeon: Site) -> None:
    incident = services.raise_incident(
        by=lumeon.house.contact,
        contract=lumeon.house.contract,
        instance=lumeon.house.instance,
        report=report(),
        files=[upload("screen.png", picture())],
        at=MONDAY,
    )

    (file,) = Attachment.objects.of(incident)
    assert (file.name, file.media_type) == ("screen.png", "image/png")


def test_a_refused_file_leaves_no_report_and_no_number_behind(lumeon: Site) -> None:
    before = raised(lumeon.house).number
    with refused("“a.log” was not taken: it is empty (0 bytes).", code="file"):
        services.raise_incident(
            by=lumeon.house.contact,
            contract=lumeon.house.contract,
            instance=lumeon.house.instance,
            report=report(),
            files=[upload("a.log", b"")],
            at=MONDAY,
        )

    assert raised(lumeon.house).number == before + 1


def test_eleven_files_are_one_too_many(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with refused(
        "You chose 11 files; a message takes 10. Send the others with a second message.",
        code="file",
    ):
        sent(incident, lumeon.agent, *(upload() for _ in range(11)))
    assert len(sent(incident, lumeon.agent, *(upload() for _ in range(10)))) == 10


def test_the_room_of_an_incident_counts_its_notes_files_too(
    lumeon: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_OF_INCIDENT", 2 * len(LOG))
    incident = raised(lumeon.house)
    sent(incident, lumeon.agent, upload(), internal=True)
    sent(incident, lumeon.agent, upload(), minute=6)

    with refused(
        "“letters.log” was not taken: with its 67 bytes the incident would hold 201 bytes of "
        "files; 0 MB fit, 0 bytes are left.",
        code="file",
    ):
        sent(incident, lumeon.house.contact, upload(), minute=7)
    assert len(sent(raised(lumeon.house), lumeon.house.contact, upload(), minute=8)) == 1


def test_files_of_one_message_count_together(lumeon: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_OF_INCIDENT", 2 * len(LOG))

    with pytest.raises(Refusal, match=r"“c\.log” was not taken: with its 67 bytes"):
        sent(raised(lumeon.house), lumeon.agent, upload("a.log"), upload("b.log"), upload("c.log"))


def test_a_vendor_has_no_more_room_than_the_operator_gives(
    lumeon: Site, settings: LazySettings
) -> None:
    settings.FILES_QUOTA_MB = 1
    nearly = ContentFile(b"x" * (1024 * 1024 - len(LOG)), name="long.log")
    incident = raised(lumeon.house)
    sent(incident, lumeon.agent, nearly, upload())
    another = raised(lumeon.house)

    with refused(
        "Lumeon has 1 MB of files, and 1 MB is all that its portal keeps. Send your message "
        "without files; the operator can make room.",
        code="file",
    ):
        sent(another, lumeon.agent, upload(), minute=7)


def test_a_file_of_25_mb_is_taken_and_a_byte_more_is_not(lumeon: Site) -> None:
    incident, most = raised(lumeon.house), b"x" * files.LARGEST_FILE

    (file,) = sent(incident, lumeon.agent, upload("most.log", most))
    assert file.size == files.LARGEST_FILE
    with refused("“more.log” was not taken: it has 25.1 MB; a file may have 25 MB.", code="file"):
        sent(incident, lumeon.agent, upload("more.log", most + b"x"), minute=6)


def test_a_bomb_is_refused_by_name(lumeon: Site) -> None:
    bomb = archive({"zeros": bytes(30 * 1024 * 1024)})

    with pytest.raises(Refusal, match=r"“logs\.zip” was not taken: unpacked it would have 30 MB"):
        sent(raised(lumeon.house), lumeon.agent, upload("logs.zip", bomb))


def test_a_picture_has_a_preview_and_a_log_has_none(lumeon: Site) -> None:
    shot, log = sent(
        raised(lumeon.house), lumeon.agent, upload("a.png", picture()), upload("a.log")
    )

    assert storages["private"].size(shot.preview) > 0
    assert log.preview == ""


def test_mail_and_others_attach_to_a_message_of_theirs_in_a_persons_name(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    message = Message.objects.get(incident=incident)

    (file,) = attach(
        message=message, files=[upload()], by=lumeon.house.contact.person, at=london("10:20")
    )

    assert file.sent_by == lumeon.house.contact.person


def test_a_file_and_its_verdict_are_written_once(lumeon: Site) -> None:
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload())

    services.files.judge([file], State.QUARANTINED, "Later", at=london("11:00"))

    assert Attachment.objects.with_verdict().get().state is State.CLEAN
    assert (Attachment.append_only, type(file.verdict).append_only) == (True, True)
