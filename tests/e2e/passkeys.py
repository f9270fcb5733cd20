"""A passkey without a device: Chromium's virtual authenticator, which says yes to everything."""

from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from portal.tenancy.models import Person
from tests.e2e.visitors import Visitors, go

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page: Page) -> None:
    """Give this window a device that holds passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def add_key(page: Page, name: str) -> None:
    """Add a passkey to the account signed in here; the window has a device."""
    go(page, "/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(lambda url: "/add/" not in url)


def give_key(visitors: Visitors, person: Person) -> None:
    """See to it that a person has a key to show, rename and remove."""
    with visitors.served.data():
        keys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
        if keys.exists():
            return
    page = visitors.signed_in(person)
    plug_in(page)
    add_key(page, "Laptop")
    page.context.close()
