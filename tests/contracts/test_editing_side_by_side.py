"""Administrators at the same moment: one publishes, the others hear that they are behind."""

from datetime import date
from functools import partial
from threading import Barrier

import pytest

from contracts.models import AgreementDraft, AgreementVersion
from contracts.services.publishing import publish
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, staff
from tests.committed import meeting, side_by_side
from tests.contracts.editing import CONTACTS, saved
from tests.factories import MONDAY

FOUR = 4


def _publish(site: Site, start: Barrier, by: Membership, mark: str, number: int) -> str:
    with vendor_scope(site.vendor):
        start.wait()
        try:
            publish(
                by=by,
                label=f"V{number}",
                effective_from=date(2026, 4, 1),
                seen=mark,
                at=MONDAY,
            )
        except Refusal as refusal:
            return refusal.code
    return "published"


@pytest.mark.slow
def test_of_four_drafts_published_at_once_one_is_published(committed: Site) -> None:
    with vendor_scope(committed.vendor):
        editors = [
            staff(committed.vendor, f"Editor {number}", Role.ADMINISTRATOR)
            for number in range(FOUR)
        ]
        marks = [saved(by, {CONTACTS: {"value": str(10 + n)}}).mark for n, by in enumerate(editors)]
    start = meeting(FOUR)

    answers = side_by_side(
        *(
            partial(_publish, committed, start, by, mark, number)
            for number, (by, mark) in enumerate(zip(editors, marks, strict=True))
        )
    )

    assert sorted(answers) == ["published"] + ["stale"] * (FOUR - 1)
    with vendor_scope(committed.vendor):
        assert AgreementVersion.objects.filter(label__in=["V0", "V1", "V2", "V3"]).count() == 1
        assert AgreementDraft.objects.count() == FOUR - 1
