"""Typing into the grid of an agreement, as tests do it."""

from collections.abc import Mapping
from datetime import date, datetime

from contracts.agreement_file import agreement_paths
from contracts.domain.editing import Place, Section, Typed
from contracts.editing import fields_of, read_data
from contracts.models import AgreementDraft, AgreementVersion
from contracts.services.publishing import draft_of, newest_version, publish, save_cells
from portal.tenancy.models import Membership
from tests.factories import MONDAY

TEXTS = {path.stem: path.read_text("utf-8") for path in agreement_paths()}
LUMEON = TEXTS["lumeon"]
WHY = "A third site."
NOTE = f"Amended on 2 March 2026: {WHY}"

type Cells = Mapping[tuple[str, str, str], Mapping[str, str]]  # by section, row and column


def at(section: str, row: str, column: str = "") -> Place:
    return Place(Section(section), row, column)


def typing(text: str, cells: Cells) -> dict[Place, Typed]:
    """Return all the fields of these cells, as they stand in a text but for what is typed."""
    stands = fields_of(read_data(text))
    return {at(*where): {**stands[at(*where)], **said} for where, said in cells.items()}


CONTACTS = ("entitlements", "technical_contacts", "premium")
SEVEN: Cells = {CONTACTS: {"value": "7"}}


def saved(
    by: Membership, cells: Cells = SEVEN, *, reason: str = WHY, when: datetime = MONDAY
) -> AgreementDraft:
    """Keep some cells in a person's draft."""
    draft = draft_of(by)
    shown = draft.text if draft else newest_version(by.vendor).source
    from_mark = draft.mark if draft else AgreementDraft(text=shown).mark
    typed = typing(shown, cells)
    return save_cells(by=by, typed=typed, seen=from_mark, reason=reason, at=when)


def published(
    by: Membership,
    cells: Cells = SEVEN,
    *,
    label: str = "V4",
    since: date = date(2026, 4, 1),
    when: datetime = MONDAY,
) -> AgreementVersion:
    """Publish a version in which some cells are changed."""
    draft = saved(by, cells, when=when)
    return publish(by=by, label=label, effective_from=since, seen=draft.mark, at=when)
