"""The pages of announcements, for readers, those who announce, and outsiders (LU-28, CO-03)."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from time_machine import travel

from contracts.models import Product
from knowledgebase.announcements.services import save, withdraw
from knowledgebase.models import Announcement
from portal.notify.models import Notification
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, build_house, signed_in, staff
from tests.contracts.shelf import current_release
from tests.factories import MONDAY, InstanceFactory
from tests.knowledgebase.announcements.board import PRODUCT, announced, draft, out

HOME = "/lumeon/announcements/"
LATER = MONDAY + timedelta(hours=1)
TYPED: dict[str, Any] = {
    "kind": "maintenance",
    "title": "Work on Sunday <b>night</b>",
    "text": "**No** printing <script>alert(1)</script> [x](javascript:alert(1)) ![i](https://x/y)",
    "meant": "all",
}


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def done(client: Client, address: str, status: int = 302, **said: Any) -> str:
    answer = client.post(address, said)
    text = answer.content.decode()
    assert answer.status_code == status, text[:3000]
    return text


def test_lu_28_an_announcement_goes_its_way_through_its_pages(
    lumeon: Site, mona: Membership, vera: Membership
) -> None:
    manager, contact = signed_in(mona.person), signed_in(lumeon.house.contact.person)

    preview = done(manager, f"{HOME}new/", 200, preview="1", **TYPED)
    assert "not saved yet" in preview
    assert '<b class="num">2</b> people of <b class="num">1</b> customer' in preview
    assert escape("St Brannock's") in preview
    assert not Announcement.objects.exists()
    done(manager, f"{HOME}new/", **TYPED)
    one = f"{HOME}{Announcement.objects.get().pk}/"
    page(contact, one, 404)
    assert "Drafts" in page(manager, f"{HOME}making/")
    done(manager, f"{one}publication/", known=1)

    listed = page(contact, HOME)
    assert '<span class="pill us">New</span>' in listed
    assert "Work on Sunday &lt;b&gt;night" in listed
    assert "Mark 1 new as read" in listed
    shown = page(contact, one)
    assert "<strong>No</strong>" in shown
    assert "<script>alert" not in shown
    assert "javascript:" not in shown.replace("[x](javascript:alert(1))", "")
    assert "<img" not in shown.partition("<main")[2]
    assert "Who sees it" not in shown
    assert '<span class="pill us">New</span>' not in page(contact, HOME)
    assert "Read by 1 of 2 so far" in page(manager, one)


def test_a_correction_is_seen_as_one_with_what_it_changed(lumeon: Site, mona: Membership) -> None:
    manager, contact = signed_in(mona.person), signed_in(lumeon.house.contact.person)
    one = f"{HOME}{out(mona).pk}/"
    page(contact, one)

    assert "Say what you changed" in done(manager, f"{one}edit/", 409, known=1, **TYPED)
    done(manager, f"{one}edit/", known=1, words="Sunday, not Monday", **TYPED)
    assert '<span class="pill you">Changed</span>' in page(contact, HOME)
    shown = page(contact, one)
    assert "<b>edited</b>" in shown
    assert "Sunday, not Monday" in shown
    history = page(manager, f"{one}history/")
    assert "Revision 2" in history
    assert 'class="gone"' in history
    assert escape("St Brannock's") in history
    page(contact, f"{one}history/", 404)


def test_one_that_waits_for_its_hour_is_taken_back_and_goes_out_in_its_writers_zone(
    lumeon: Site, mona: Membership
) -> None:
    manager = signed_in(mona.person)
    row = draft(mona)
    one = f"{HOME}{row.pk}/"
    with travel("2026-06-01 10:00Z", tick=False):
        assert "within a year" in done(
            manager, f"{one}publication/", 409, known=1, on="2026-05-01T09:00"
        )
        done(manager, f"{one}publication/", known=1, on="2026-06-02T09:00")
        row.refresh_from_db()
        assert row.publish_at is not None
        assert f"{row.publish_at:%H:%M}" == "08:00"  # nine in London, in summer
        assert "take it back into a draft first" in page(manager, f"{one}edit/")
        assert "Goes out on" in page(manager, one)
        assert "Scheduled" in page(manager, f"{HOME}making/")
        done(manager, f"{one}returning/", known=1)
        assert "It waits for" not in done(manager, f"{one}returning/", 409, known=1)
        done(manager, f"{one}nothing/", 404, known=1)


def test_a_withdrawn_one_says_so_and_no_more_to_those_it_was_for(
    lumeon: Site, mona: Membership, northgate: House
) -> None:
    row = out(mona, meant="tiers", tiers=("premium",))
    one = f"{HOME}{row.pk}/"
    done(signed_in(mona.person), f"{one}withdrawal/", known=1, words="The date was wrong.")

    nora = signed_in(northgate.contact.person)
    gone = page(nora, one)
    assert "The date was wrong." in gone
    assert "quicker" not in gone
    assert "half" not in gone
    assert "quicker" not in page(nora, HOME)
    page(signed_in(lumeon.house.contact.person), one, 404)
    assert "quicker" in page(signed_in(mona.person), one)
    assert "The date was wrong." in page(signed_in(mona.person), f"{HOME}making/")


def test_co_03_what_is_for_others_is_not_there(
    lumeon: Site, mona: Membership, northgate: House, patientiq: Site
) -> None:
    row = out(mona, "Premium only", meant="tiers", tiers=("premium",))
    hidden = draft(mona, "Not yet")
    priya, nora = (signed_in(one.contact.person) for one in (lumeon.house, northgate))

    assert "Premium only" in page(nora, HOME)
    assert "Premium only" not in page(priya, HOME)
    page(nora, f"{HOME}{row.pk}/")
    page(priya, f"{HOME}{row.pk}/", 404)
    page(signed_in(lumeon.agent.person), f"{HOME}{row.pk}/")
    for other in (lumeon.agent.person, northgate.contact.person):
        page(signed_in(other), f"{HOME}{hidden.pk}/", 404)
        page(signed_in(other), f"{HOME}new/", 404)
        done(signed_in(other), f"{HOME}{row.pk}/withdrawal/", 404, known=1, words="Mine")
    for stranger in (patientiq.house.contact, patientiq.administrator):
        page(signed_in(stranger.person), f"{HOME}{row.pk}/", 404)
        page(signed_in(stranger.person), f"/patientiq/announcements/{row.pk}/", 404)


def test_reading_it_clears_the_inbox_and_all_can_be_read_at_once(
    lumeon: Site, mona: Membership
) -> None:
    rows = [out(mona, title) for title in ("One", "Two", "Three")]
    contact = signed_in(lumeon.house.contact.person)

    contact.head(f"{HOME}{rows[0].pk}/")
    assert Notification.objects.unread().count() == 3
    page(contact, f"{HOME}{rows[0].pk}/")
    assert Notification.objects.unread().count() == 2
    assert (
        "One" not in page(contact, f"{HOME}?unread=on").partition("<ul")[2].partition("</main")[0]
    )
    done(contact, f"{HOME}reading/")
    assert Notification.objects.unread().count() == 0
    assert "None that fits" in page(contact, f"{HOME}?unread=on&kind=release")
    page(contact, f"{HOME}?kind=gossip", 422)


def test_a_contacts_home_shows_what_is_new_and_no_more(lumeon: Site, mona: Membership) -> None:
    contact = signed_in(lumeon.house.contact.person)
    assert "New from Lumeon" not in page(contact, "/lumeon/")
    row = out(mona)
    draft(mona, "Not yet")

    home = page(contact, "/lumeon/")
    assert "New from Lumeon" in home
    assert "Printing is quicker" in home
    assert "Not yet" not in home
    page(contact, f"{HOME}{row.pk}/")
    assert "New from Lumeon" not in page(contact, "/lumeon/")


def test_what_was_typed_too_late_comes_back_beside_who_was_faster(
    lumeon: Site, mona: Membership
) -> None:
    row = draft(mona)
    save(by=lumeon.administrator, announcement=row, said=announced("Ada's"), known=1, at=MONDAY)

    held = done(signed_in(mona.person), f"{HOME}{row.pk}/edit/", 409, known=1, **TYPED)
    assert "Ada Obi has written revision 2" in held
    assert 'name="known" value="2"' in held
    assert "Work on Sunday" in held


def test_a_release_begins_an_announcement_for_those_on_its_series(
    lumeon: Site, mona: Membership
) -> None:
    release = current_release(lumeon)
    product = Product.objects.get(pk=release.product_id)
    paula = signed_in(staff(lumeon.vendor, "Paula Reed", Role.PRODUCT_MANAGER).person)

    text = page(paula, f"/lumeon/products/releases/{release.pk}/")
    address = text.partition(f'href="{HOME}new/?')[2].partition('"')[0].replace("&amp;", "&")
    begun = page(paula, f"{HOME}new/?{address}")
    assert f'<option value="{product.name}" selected>' in begun
    assert f"{product.name} {release}" in begun
    agent = page(signed_in(lumeon.agent.person), f"/lumeon/products/releases/{release.pk}/")
    assert "Announce it" not in agent


def test_a_products_name_is_shown_as_it_is_typed_and_does_nothing(
    lumeon: Site, mona: Membership
) -> None:
    InstanceFactory.create(
        vendor=lumeon.vendor, contract=lumeon.house.contract, solution="<img src=x>"
    )
    assert "<img src=x>" not in page(signed_in(mona.person), f"{HOME}new/")


def asked(who: Client, address: str) -> int:
    """Say how many questions a page asks, once it is known."""
    who.get(address)
    with CaptureQueriesContext(connection) as queries:
        who.get(address)
    return len(queries)


def test_pages_ask_the_same_questions_however_many_there_are(
    lumeon: Site, mona: Membership, northgate: House
) -> None:
    contact, manager = signed_in(lumeon.house.contact.person), signed_in(mona.person)
    row = out(mona, "Notice", meant="versions", product=PRODUCT)
    draft(mona)
    one = f"{HOME}{row.pk}/"
    by_contact = (HOME, "/lumeon/api/announcements/", one)
    by_manager = (one, f"{one}history/", f"{HOME}making/", f"{one}edit/")
    unread = asked(contact, "/lumeon/")
    before = [asked(contact, address) for address in by_contact]
    before += [asked(manager, address) for address in by_manager]

    for number in range(2):
        out(mona, f"Notice {number}")
        draft(mona)
        gone = out(mona, f"Gone {number}")
        withdraw(by=mona, announcement=gone, known=1, words="Wrong", at=LATER)
        InstanceFactory.create(vendor=lumeon.vendor, contract=northgate.contract)
        build_house(lumeon.vendor, f"House {number}", f"Contact {number}", "premium")
        said = announced(f"Notice {number + 9}", meant="versions", product=PRODUCT)
        row = save(by=mona, announcement=row, said=said, known=number + 1, words="!", at=LATER)

    assert asked(contact, "/lumeon/") == unread
    after = [asked(contact, address) for address in by_contact]
    after += [asked(manager, address) for address in by_manager]
    assert after == before
