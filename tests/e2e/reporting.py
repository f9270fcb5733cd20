"""What people do with a report in their browser: issue it, read it, have its hash verified."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from portal.kernel.month import Month
from tests.e2e.world import Site

VERDICT = ".notice[role=status]"


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A report as it was issued: its number, its hash, what it says as data, and its PDF."""

    number: str
    address: str
    hash: str
    report: dict[str, Any]
    pdf: bytes

    def fact(self, section: str, key: str) -> Any:
        """Return one figure of a section."""
        return next(one["value"] for one in self._section(section)["facts"] if one["key"] == key)

    def rows(self, section: str, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table by the keys of its columns."""
        found = next(one for one in self._section(section)["tables"] if one["key"] == table)
        keys = [column["key"] for column in found["columns"]]
        return [dict(zip(keys, row, strict=True)) for row in found["rows"]]

    def _section(self, key: str) -> dict[str, Any]:
        return next(one for one in self.report["sections"] if one["key"] == key)


def issue_report(page: Page, site: Site, contract: int, month: Month) -> Issued:
    """Issue a month's report as it stands on its page."""
    page.goto(f"{site.home}reports/contracts/{contract}/{month}/")
    page.get_by_role("button", name="Issue this report").click()
    expect(page.get_by_role("status").first).to_contain_text("what it says stays as it is")
    data = page.request.get(_file(page, "JSON")).json()
    return Issued(
        number=page.locator(".page-head .pill").inner_text(),
        address=page.url,
        hash=page.locator("code.hash").inner_text(),
        report=data["report"],
        pdf=page.request.get(_file(page, "PDF")).body(),
    )


def expect_verified(page: Page, issued: Issued) -> None:
    """Read a report as its customer, and have its hash and its PDF verified."""
    verdict = page.locator(VERDICT)
    page.goto(issued.address)
    expect(page.locator("code.hash")).to_have_text(issued.hash)
    page.get_by_role("link", name="Verify").click()
    page.get_by_role("button", name="Verify").click()
    expect(verdict).to_contain_text(f"This is {issued.number}.")
    verify_file(page, issued.pdf)
    expect(verdict).to_contain_text(f"This file is {issued.number}, byte for byte.")


def expect_forgery_found(page: Page, site: Site, issued: Issued) -> None:
    """Change one byte behind the end of the PDF, and have it verified."""
    page.goto(f"{site.home}reports/verifying/")
    verify_file(page, issued.pdf + b"\n")
    expect(page.locator(VERDICT)).to_contain_text("is not what the portal makes of it")


def verify_file(page: Page, content: bytes) -> None:
    """Give a file to be verified."""
    page.get_by_label("The hash (SHA-256)").fill("")
    page.get_by_label("Or the file").set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Verify").click()


def _file(page: Page, name: str) -> str:
    return page.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
