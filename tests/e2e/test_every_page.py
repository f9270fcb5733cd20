"""Every page, as each role reaches it: accessible in both themes, and whole on a telephone.

What the fixtures watch holds here too: no violation of the Content Security Policy, no script
error, no broken part of a page, no other host. SCREENSHOTS=1 keeps pictures in test-results/.
"""

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from portal.tenancy.models import Person
from tests.e2e.addresses import NOT_PAGES, STOPS, names_in_urlconfs
from tests.e2e.looks import expect_sound
from tests.e2e.passkeys import give_key
from tests.e2e.served import Served
from tests.e2e.stops import Stop
from tests.e2e.visitors import Visitors, go


def test_every_address_is_visited_or_named_as_no_page() -> None:
    visited = {stop.name for stop in STOPS}

    assert len(set(STOPS)) == len(STOPS)
    assert visited.isdisjoint(NOT_PAGES)
    assert visited | NOT_PAGES.keys() == names_in_urlconfs()


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_page_is_accessible_in_both_themes_and_never_wider_than_a_telephone(
    stop: Stop, served: Served, visitors: Visitors
) -> None:
    page = _window(stop, served, visitors)
    path = _path(stop, served)

    assert go(page, path).status == stop.status
    assert page.url.endswith(stop.lands_at or path)
    expect_sound(page, str(stop))


def _window(stop: Stop, served: Served, visitors: Visitors) -> Page:
    if stop.who == "stranger":
        return visitors.kept_window(None)
    if stop.who == "gil":
        give_key(visitors, served.world.gil)
    return visitors.kept_window(served.world.person(stop.slug, stop.who))


def _path(stop: Stop, served: Served) -> str:
    site = served.world[stop.slug]
    with served.data():
        person = Person.objects.get(pk=site.other.contact.person_id)  # as the last sign-in left it
        reset = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        key = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).last()
    return stop.path.format(**site.keys, reset=reset, key=key and key.pk)
