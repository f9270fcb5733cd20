"""An invitation from the page of people to the new person's first page, by the mail's own link."""

import re

from playwright.sync_api import expect

from portal.notify.models import OutgoingMail
from portal.tenancy.scope import vendor_scope
from tests.e2e.served import Served
from tests.e2e.visitors import Visitors
from tests.e2e.world import Site
from tests.factories import PASSWORD

ADDRESS = "ivy.invited@example.org"


def test_new_person_comes_in_by_the_link_in_the_mail(served: Served, visitors: Visitors) -> None:
    site = served.world["lumeon"]
    administrator = visitors.signed_in(site.person("administrator"))
    administrator.goto(f"{site.home}people/")
    administrator.get_by_label("Email address").fill(ADDRESS)
    administrator.get_by_label("Name").fill("Ivy Invited")
    administrator.get_by_label("Role").select_option("viewer")
    administrator.get_by_label("Customer").select_option(label=site.house.customer.name)
    administrator.get_by_role("button", name="Send the invitation").click()
    expect(administrator.get_by_role("status")).to_contain_text(f"{ADDRESS} is invited")

    link = _link_in_mail(served, site)
    page = visitors.stranger()
    page.goto(link)
    page.get_by_label("Password").fill("password1234")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_contain_text("common")
    expect(page.get_by_label("Your name")).to_have_value("Ivy Invited")

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page).to_have_url(f"{served.address}{site.home}")
    expect(page.locator(".menu-l summary")).to_contain_text("Ivy Invited")

    answer = visitors.stranger().goto(link)
    assert answer is not None
    assert answer.status == 404  # it works once


def _link_in_mail(served: Served, site: Site) -> str:
    with served.data(), vendor_scope(site.vendor):
        mail = OutgoingMail.objects.get(recipient=ADDRESS)
    found = re.search(rf"{served.address}/invitations/\S+", mail.text)
    assert found
    return found[0]
