"""Fifty reports at once: every number once, none left out (LU-11)."""

from functools import partial

import pytest

from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised
from tests.committed import side_by_side

REPORTS = 50
FIRST = 1001


def _raise(site: Site, text: str) -> int | None:
    with vendor_scope(site.vendor):
        try:
            return raised(site.house, text=text).number
        except Refusal:
            return None


@pytest.mark.slow
def test_lu_11_fifty_reports_at_once_leave_no_gap_and_no_duplicate(committed: Site) -> None:
    texts = [f"Report {number}" for number in range(REPORTS)]
    texts[5::10] = [" "] * 5  # these are refused in the middle of it all

    numbers = side_by_side(*(partial(_raise, committed, text) for text in texts))

    issued = sorted(number for number in numbers if number is not None)
    assert issued == list(range(FIRST, FIRST + REPORTS - 5))
    with vendor_scope(committed.vendor):
        assert sorted(Incident.objects.values_list("number", flat=True)) == issued


def test_lu_11_vendors_do_not_wait_for_one_anothers_numbers(committed: Site, another: Site) -> None:
    with vendor_scope(committed.vendor):
        here = raised(committed.house).number

        (there,) = side_by_side(partial(_raise, another, "Report"))

    assert (here, there) == (FIRST, FIRST)
