"""No lost words: what is typed is kept on the server until it is sent or thrown away."""

import pytest

from incidents.domain.places import Place
from incidents.models import Draft
from incidents.services.drafts import LONGEST_DRAFT, forget_draft, keep_draft, read_draft
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from tests.cast import House, Site, raised
from tests.factories import MONDAY
from tests.incidents.watching import london


def test_the_latest_words_at_a_place_take_the_place_of_those_before(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    for text in ("We are", "We are looking into it."):
        keep_draft(
            by=lumeon.agent,
            place=Place.WRITE,
            incident=incident,
            fields={"text": text},
            at=london("10:20"),
        )

    draft = Draft.objects.get()
    assert draft.fields == {"text": "We are looking into it."}
    assert draft.kept_at == london("10:20")


def test_reply_and_note_have_a_draft_each_and_so_has_each_person(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    for by, place, text in (
        (lumeon.agent, Place.WRITE, "To them"),
        (lumeon.agent, Place.NOTE, "Among us"),
        (lumeon.house.contact, Place.WRITE, "To you"),
    ):
        keep_draft(by=by, place=place, incident=incident, fields={"text": text}, at=MONDAY)

    def kept(by: Membership, place: Place) -> str:
        draft = read_draft(by=by, place=place, incident=incident)
        return draft.fields["text"] if draft else ""

    assert kept(lumeon.agent, Place.WRITE) == "To them"
    assert kept(lumeon.agent, Place.NOTE) == "Among us"
    assert kept(lumeon.house.contact, Place.WRITE) == "To you"


def test_a_report_that_was_never_sent_has_no_incident_and_is_kept_once(lumeon: Site) -> None:
    for title in ("Letters", "Letters print empty"):
        keep_draft(
            by=lumeon.house.contact,
            place=Place.RAISE,
            incident=None,
            fields={"title": title, "severity": "2"},
            at=MONDAY,
        )

    draft = read_draft(by=lumeon.house.contact, place=Place.RAISE)
    assert draft is not None
    assert draft.fields == {"title": "Letters print empty", "severity": "2"}
    assert Draft.objects.count() == 1


def test_blanks_are_no_draft_and_let_go_what_was_kept(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    for text in ("Some words", " \r\n "):
        keep_draft(
            by=lumeon.agent, place=Place.WRITE, incident=incident, fields={"text": text}, at=MONDAY
        )

    assert not Draft.objects.exists()


def test_forgetting_one_draft_leaves_the_others(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    for place in (Place.WRITE, Place.NOTE):
        keep_draft(
            by=lumeon.agent, place=place, incident=incident, fields={"text": "Words"}, at=MONDAY
        )

    forget_draft(by=lumeon.agent, place=Place.WRITE, incident=incident)

    assert [draft.place for draft in Draft.objects.all()] == [Place.NOTE]


def test_what_no_table_can_hold_is_left_out_and_the_rest_is_kept(lumeon: Site) -> None:
    draft = keep_draft(
        by=lumeon.agent,
        place=Place.NOTE,
        incident=raised(lumeon.house),
        fields={"text": "before\x00 and \ud83d after"},
        at=MONDAY,
    )

    assert draft is not None
    assert Draft.objects.get().fields == {"text": "before and ? after"}


def test_more_than_a_draft_holds_is_refused_and_the_one_before_stays(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    keep_draft(
        by=lumeon.agent, place=Place.NOTE, incident=incident, fields={"text": "Short"}, at=MONDAY
    )

    with pytest.raises(Refusal, match="more than a draft holds"):
        keep_draft(
            by=lumeon.agent,
            place=Place.NOTE,
            incident=incident,
            fields={"text": "x" * (LONGEST_DRAFT + 1)},
            at=MONDAY,
        )

    assert Draft.objects.get().fields == {"text": "Short"}


def test_co_03_a_draft_is_kept_only_where_one_could_write(
    lumeon: Site, northgate: House, vera: Membership
) -> None:
    incident = raised(lumeon.house)
    for by, place, on in (
        (vera, Place.WRITE, incident),
        (lumeon.house.contact, Place.NOTE, incident),
        (northgate.contact, Place.WRITE, incident),
        (lumeon.agent, Place.RAISE, None),
        (lumeon.house.contact, Place.TELEPHONE, None),
        (lumeon.agent, Place.WRITE, None),
        (lumeon.house.contact, Place.RAISE, incident),
    ):
        with pytest.raises(Refusal):
            keep_draft(by=by, place=place, incident=on, fields={"text": "Words"}, at=MONDAY)

    assert not Draft.objects.exists()
