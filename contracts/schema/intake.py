"""The sections on what an incident may be about and what is said where it is written."""

from contracts.domain.intake import Category, FormNote, OutOfScope, OverdueInvoice
from contracts.domain.terms import Intake
from contracts.schema.table import KEY, Table


def read_intake(table: Table) -> Intake:
    """This function will read `[intake]` (LU-09)."""
    return Intake(
        overdue_invoice=table.choice("overdue_invoice", OverdueInvoice), clause=table.clause()
    )


def read_category(table: Table) -> Category:
    """This function will read one of `[[categories]]` (LU-11, PQ-11, PQ-14)."""
    return Category(
        key=table.text("key", pattern=KEY.pattern),
        label=table.text("label"),
        has_targets=table.flag("has_targets", otherwise=True),
        clause=table.clause(),
    )


def read_out_of_scope(table: Table) -> OutOfScope:
    """This function will read one of `[[out_of_scope]]` (LU-10, PQ-11)."""
    return OutOfScope(
        key=table.text("key", pattern=KEY.pattern),
        label=table.text("label"),
        clause=table.clause(),
    )


def read_form_note(table: Table) -> FormNote:
    """This function will read one of `[[form_notes]]` (PQ-12)."""
    return FormNote(
        key=table.text("key", pattern=KEY.pattern),
        text=table.text("text"),
        clause=table.clause(),
    )
