"""What services of facts in versions share: who writes, once each source, upon the newest."""

from typing import Any

from django.db.models import QuerySet

from availability.models import MaintenanceVersion, OutageVersion
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, require


def may_write(by: Membership | None, act: Act) -> None:
    """Refuse whoever may not; None is the portal itself, for what no person does."""
    if by is not None:
        require(by, act)


def person_of(by: Membership | None) -> Person | None:
    """Return who writes; None: the portal itself."""
    return by.person if by else None


def check_source(rows: QuerySet[Any], source: str, source_id: str) -> None:
    """Refuse what a source has sent before."""
    if source_id and rows.filter(source=source, source_id=source_id).exists():
        raise Refusal(f"{source} has sent {source_id} before.", code="already")


def check_newest(
    newest: OutageVersion | MaintenanceVersion, based_on: int | None, name: str, otherwise: str
) -> None:
    """Refuse to write upon a version that is not the newest any more.

    :param based_on: the number of the version that was read; None: whatever is the newest.
    :param otherwise: what is done instead, once the newest was looked at.
    """
    if based_on is not None and based_on != newest.number:
        raise Refusal(
            f"{newest.written_by or 'The portal'} wrote version {newest.number} of {name} "
            f"meanwhile: look at it, then {otherwise}.",
            code="changed_meanwhile",
        )
