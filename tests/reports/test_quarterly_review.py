"""The pack of a quarterly review as documents, and as it was issued (LU-05, LU-27)."""

import io
from datetime import date, datetime

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from contracts.models import Activity
from portal.kernel.refusal import Refusal
from reports.models import IssuedReport
from reports.monthly.formats import as_pdf, as_xlsx
from reports.monthly.parts import read
from reports.quarterly.document import period_key, review_of
from reports.quarterly.issuing import issue_review
from reports.review_pack import pack_for
from tests.cast import House, Site, raised, signed_in
from tests.contracts.duties import review
from tests.factories import MONDAY

AFTER = datetime.fromisoformat("2026-07-10T10:00:00+00:00")
BEFORE = datetime.fromisoformat("2026-05-10T10:00:00+00:00")


@pytest.fixture
def quarter(northgate: House) -> Activity:
    """The review of Northgate's second quarter, 2 March to 31 May 2026 in London."""
    raised(northgate, at=MONDAY)
    return review(northgate)


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        ("2026-04-01", "2026-06-30", "2026-Q2"),
        ("2026-10-01", "2026-12-31", "2026-Q4"),
        ("2026-03-02", "2026-05-31", "2026-05-31"),
        ("2026-04-01", "2026-06-29", "2026-06-29"),
        ("2026-03-01", "2026-05-31", "2026-05-31"),
    ],
)
def test_a_quarter_is_filed_under_its_name_or_its_last_day(first: str, last: str, key: str) -> None:
    assert period_key(date.fromisoformat(first), date.fromisoformat(last)) == key


def test_lu_27_the_document_says_what_the_page_says(quarter: Activity) -> None:
    pack = pack_for(quarter, AFTER)
    report = review_of(quarter.contract, quarter.period_from, quarter.due, at=AFTER)
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(report)))

    assert pack is not None
    total = report.sections[0].tables[0].rows[-1]
    assert total == ("All", 0, 1, 0, 1)
    assert total[1:] == (
        pack.total.open_before,
        pack.total.raised,
        pack.total.closed,
        pack.total.open_after,
    )
    sheet = book.get_sheet_by_name("Incidents").to_python()
    assert ["All", 0.0, 1.0, 0.0, 1.0] in [row[:5] for row in sheet]
    assert as_pdf(report).startswith(b"%PDF-")


def test_lu_05_a_pack_is_issued_once_and_says_the_same_for_ever(
    lumeon: Site, quarter: Activity
) -> None:
    contract, first, last = quarter.contract, quarter.period_from, quarter.due
    issued, again = (
        issue_review(
            by=lumeon.administrator, contract=contract, first_day=first, last_day=last, at=AFTER
        )
        for _ in range(2)
    )

    assert (issued, issued.kind, issued.period) == (again, "quarterly", "2026-05-31")
    assert read(issued.data).title == "Service review 2 March 2026 to 31 May 2026"
    assert issued.is_intact


def test_a_quarter_that_goes_on_is_not_issued(lumeon: Site, quarter: Activity) -> None:
    with pytest.raises(Refusal, match="is not over in Europe/London"):
        issue_review(
            by=lumeon.administrator,
            contract=quarter.contract,
            first_day=quarter.period_from,
            last_day=quarter.due,
            at=BEFORE,
        )


def test_both_sides_fetch_the_files_and_the_vendor_issues(
    lumeon: Site, northgate: House, quarter: Activity
) -> None:
    page = f"/lumeon/contracts/calendar/{quarter.pk}/pack/"
    contact: Client = signed_in(northgate.contact.person)

    for form in ("pdf", "xlsx", "csv", "json"):
        assert contact.get(f"{page}pack.{form}").status_code == 200
    assert contact.post(f"{page}issue/").status_code == 404
    assert signed_in(lumeon.house.contact.person).get(f"{page}pack.pdf").status_code == 404
    assert signed_in(lumeon.administrator.person).post(f"{page}issue/").status_code == 302
    issued = IssuedReport.objects.get()
    shown = contact.get(f"/lumeon/reports/issued/{issued.number}/1/")
    assert "Service review" in shown.content.decode()
    assert contact.get(f"/lumeon/reports/issued/{issued.number}/1/report.pdf").status_code == 200
