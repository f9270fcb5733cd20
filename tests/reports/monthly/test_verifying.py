"""Whether a hash or a file is that of an issued report (CO-13)."""

import json

import pytest

from reports.monthly.formats import FORMS, as_csv, as_json, as_pdf
from reports.monthly.parts import read
from reports.monthly.stamp import Stamp
from reports.monthly.verifying import Verdict, claimed_by, verified
from tests.availability.world import World, contact_of
from tests.reports.monthly.papers import issued, june_of, missed_june, neighbour

pytestmark = pytest.mark.django_db


def asked(world: World, *, hash_: str = "", content: bytes = b"") -> Verdict:
    return verified([world.contact], hash_=hash_, content=content)


def test_each_form_of_an_issued_report_is_known_byte_for_byte(piq: World) -> None:
    missed_june(piq)
    kept = issued(piq)
    report, stamp = read(kept.data), Stamp.of(kept)

    assert asked(piq, hash_=kept.hash).words == "This is R-1."
    for ending, form in FORMS.items():
        found = asked(piq, content=form.made(report, stamp))
        assert (ending, found.is_it) == (ending, True)
        assert found.words == "This file is R-1, byte for byte."


def test_a_file_that_was_changed_is_not_it(piq: World) -> None:
    missed_june(piq)
    kept = issued(piq)
    report, stamp = read(kept.data), Stamp.of(kept)
    changed = as_csv(report, stamp).replace(b"99.363425", b"99.963425")
    said = json.loads(as_json(report, stamp))
    said["report"]["customer"] = "Somebody else"

    found = asked(piq, content=changed)

    assert not found.is_it
    assert "it was changed" in found.words
    assert not asked(piq, content=json.dumps(said).encode()).is_it
    assert asked(piq, content=json.dumps(json.loads(as_json(report, stamp))).encode()).is_it


def test_what_was_never_issued_names_no_report(piq: World) -> None:
    missed_june(piq)
    words = "This file names no report: it was not issued by the portal."

    for content in (as_pdf(june_of(piq)), b"PK\x03\x04 no archive", b"{", b"[" * 9_999, b"\x00"):
        assert asked(piq, content=content) == Verdict(False, words)
    assert claimed_by(b'{"report": []}') == ""
    assert not asked(piq, hash_="0" * 64).is_it


def test_another_customers_report_is_no_report_that_one_may_see(piq: World) -> None:
    missed_june(piq)
    kept = issued(piq)
    other = neighbour(piq)
    outsider = contact_of(other, "Dora Outsider")

    found = verified([outsider], hash_=kept.hash)

    assert found == Verdict(False, "No report that you may see was issued with this hash.")
