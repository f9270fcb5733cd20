"""What a person's telephone does: showing the six digits of now."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from portal.tenancy.models import Person

PERIOD = 30  # seconds that a code holds
IN_A_HURRY = 4  # seconds left of one, when a person would rather wait for the next


def code_of(secret: str) -> str:
    """Return the code that an app shows now, with enough time left to type it."""
    left = PERIOD - time.time() % PERIOD
    if left < IN_A_HURRY:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


def secret_of(person: Person) -> str:
    """Return what the person's app was set up with."""
    found = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    return str(found.data["secret"])


def type_code(page: Page, code: str) -> None:
    """Type a code where the sign-in asks for one."""
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
