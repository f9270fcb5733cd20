"""People as a file: everyone with their role going out, many invitations coming in (CO-02).

What comes in is tried out first, line by line and then undone: what the preview says is what the
services say. Invited are all of a file's people, or none.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from portal.kernel.refusal import Refusal
from portal.people.mail import send_invitation
from portal.people.services import Seat, invite
from portal.tenancy.models import Customer, Membership
from portal.tenancy.roles import Role, SupportTier
from portal.web.spreadsheets import MARK, written

COLUMNS = ("email", "name", "role", "customer", "support_tier")
NEEDED = ("email", "name", "role")
LARGEST = 200  # people in a file: an invitation each, in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person of a file, and what is wrong with inviting them, if anything."""

    number: int
    email: str
    name: str
    role: str
    customer: str
    support_tier: str
    problem: str = ""


class _Undone(Exception):
    """Ends a trial, so that nothing of it stays."""


def sheet(members: Iterable[Membership]) -> str:
    """Write current memberships as CSV; the first columns are those that an import reads."""
    return written([(*COLUMNS, "since"), *map(_cells, members)])


def _cells(one: Membership) -> tuple[str, ...]:
    customer = one.customer.name if one.customer else ""
    since = one.since.date().isoformat()
    return one.person.email, one.person.name, one.role, customer, one.support_tier, since


def read(text: str) -> list[dict[str, str]]:
    """Read a file's lines by its headings, in any order; columns we do not know are left alone.

    :raises Refusal: if it is no such file, or has more people than fit.
    """
    found = csv.DictReader(io.StringIO(text.removeprefix(MARK)), restval="", strict=True)
    try:
        headings = [heading.strip().lower() for heading in found.fieldnames or ()]
        missing = [name for name in NEEDED if name not in headings]
        if missing:
            raise Refusal(f"The first line has no heading {', '.join(missing)}.", code="headings")
        found.fieldnames = headings
        rows = [{name: (row.get(name) or "").strip() for name in COLUMNS} for row in found]
    except csv.Error as error:
        raise Refusal(f"This is not CSV: {error}.", code="not_csv") from None
    rows = [row for row in rows if any(row.values())]
    if not rows:
        raise Refusal("There is nobody in this file.", code="empty")
    if len(rows) > LARGEST:
        raise Refusal(f"{len(rows)} people are too many at once: at most {LARGEST}.", code="many")
    return rows


def preview(*, by: Membership, text: str, at: datetime) -> list[Line]:
    """Try all invitations of a file and undo them; return each line with what is wrong with it.

    :raises Refusal: if the file as a whole cannot be read.
    """
    rows = read(text)
    lines: list[Line] = []
    try:
        with transaction.atomic():
            lines = list(_invited(rows, by=by, at=at, is_trial=True))
            raise _Undone
    except _Undone:
        return lines


@transaction.atomic
def invite_all(*, by: Membership, text: str, at: datetime) -> int:
    """Invite everyone in a file, or nobody; return how many.

    :raises Refusal: if anything is wrong with any line.
    """
    lines = list(_invited(read(text), by=by, at=at, is_trial=False))
    wrong = [line for line in lines if line.problem]
    if wrong:
        raise Refusal(
            f"Nobody was invited: line {wrong[0].number} cannot be. {wrong[0].problem}",
            code="faulty",
        )
    return len(lines)


def _invited(
    rows: list[dict[str, str]], *, by: Membership, at: datetime, is_trial: bool
) -> Iterator[Line]:
    customers = {row.name.casefold(): row for row in Customer.objects.all()}
    for number, row in enumerate(rows, start=2):  # the headings are line 1
        try:
            seat = _seat(row, customers)
            with transaction.atomic():
                invitation, token = invite(
                    by=by, email=_address(row["email"]), name=_name(row["name"]), seat=seat, at=at
                )
        except Refusal as refusal:
            yield Line(number=number, problem=str(refusal), **row)
            continue
        if not is_trial:
            send_invitation(invitation, token)
        yield Line(number=number, **row)


def _seat(row: dict[str, str], customers: dict[str, Customer]) -> Seat:
    roles = {name.casefold(): role for role in Role for name in (role.value, role.label)}
    role = roles.get(row["role"].casefold())
    if role is None:
        raise Refusal(f"There is no role {row['role']!r}.", code="role")
    customer = customers.get(row["customer"].casefold())
    if row["customer"] and customer is None:
        raise Refusal(f"There is no customer {row['customer']!r}.", code="customer")
    if row["support_tier"] and row["support_tier"] not in SupportTier.values:
        raise Refusal(f"There is no support tier {row['support_tier']!r}.", code="support_tier")
    return Seat(role=role, customer=customer, support_tier=row["support_tier"])


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Refusal(f"{text!r} is no email address.", code="email") from None
    return text


def _name(text: str) -> str:
    if not 0 < len(text) <= 120:
        raise Refusal("A name has 1 to 120 characters.", code="name")
    return text
