"""Files in a browser: listed before they are sent, kept through a refusal, shown afterwards."""

from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from incidents.models import Incident
from portal.tenancy.scope import vendor_scope
from portal.web.http import now
from tests.cast import raised
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import Site
from tests.incidents.filing import LOG, picture

CHOSEN = "#write-text-files"
HAND_OVER = """([selector, kind, name]) => {
    const carried = new DataTransfer();
    carried.items.add(new File(["what was " + kind], name, {type: "text/plain"}));
    const more = {bubbles: true, cancelable: true, dataTransfer: carried, clipboardData: carried};
    const event = kind === "drop" ? new DragEvent(kind, more) : new ClipboardEvent(kind, more);
    document.querySelector(selector).dispatchEvent(event);
}"""


def file(name: str, content: bytes = LOG) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def incident_of(served: Served, site: Site, title: str) -> Incident:
    with served.data(), vendor_scope(site.vendor):
        # Now, so that no clock is missed meanwhile: that would be news, and hold a writer back.
        return raised(site.house, title=title, at=now())


def names(page: Page) -> list[str]:
    return page.locator("#write .chosen .name").all_inner_texts()


def kept(page: Page) -> Any:
    return page.locator(CHOSEN).evaluate("input => [...input.files].map(file => file.name)")


def test_words_and_files_outlive_a_refusal_and_are_sent_together(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    incident = incident_of(served, site, "Letters without a name, with pictures")
    page = visitors.kept_window(site.person("contact"))
    page.goto(f"{site.home}incidents/{incident}/")
    page.get_by_label("Message", exact=True).fill("Here is the screen, and the log.")
    page.locator(CHOSEN).set_input_files([file("screen.png", picture()), file("lies.pdf")])

    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("“lies.pdf” was not taken: it is called .pdf")
    expect(page.get_by_label("Message", exact=True)).to_have_value(
        "Here is the screen, and the log."
    )
    assert kept(page) == ["screen.png", "lies.pdf"]
    # The page's script sent it, so that the watch takes the refusal for a part that is missing.
    refusal = f"409: POST {page.url}answers/"
    assert visitors.faults == [refusal]
    visitors.faults.clear()
    page.get_by_role("button", name="Take out lies.pdf").click()
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_text("Your message has been sent.")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_be_empty()
    listed = page.get_by_role("list", name="Files of this message")
    expect(listed.get_by_role("link", name="screen.png")).to_be_visible()
    with page.expect_download() as download:
        listed.get_by_role("link", name="screen.png").click()
    assert download.value.suggested_filename == "screen.png"


def test_files_are_dropped_and_pasted_and_what_cannot_go_is_said_before_sending(
    served: Served, visitors: Visitors
) -> None:
    site = served.world["lumeon"]
    incident = incident_of(served, site, "Letters without a name, dropped and pasted")
    page = visitors.kept_window(site.person("contact"))
    page.goto(f"{site.home}incidents/{incident}/")
    address = page.url
    page.locator(CHOSEN).set_input_files([file("chosen.log")])

    page.evaluate(HAND_OVER, ["#write form", "drop", "dropped.log"])
    page.evaluate(HAND_OVER, ["#write-text", "paste", "pasted.svg"])

    assert names(page) == kept(page) == ["chosen.log", "dropped.log", "pasted.svg"]
    page.get_by_label("Message", exact=True).fill("See these.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#write [data-files] [role=status]")).to_have_text(
        "Take out the files that are marked, then send it."
    )
    assert page.url == address
    expect(page.locator(CHOSEN)).to_be_focused()
