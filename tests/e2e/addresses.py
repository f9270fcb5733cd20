"""Every page of the portal and who visits it; what the addresses lead to that is no page.

Both lists are held against the URLconfs (test_every_page), so that a page added tomorrow is either
visited here or named below with the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver

WORDS = re.compile(r"[^A-Za-z0-9]+")  # what is left out of a stop's name
URLCONFS = ("portal.urls", "portal.vendor_urls")


@dataclass(frozen=True, slots=True)
class Stop:
    """A page by the name of its address, as one person sees it; the world fills in the braces."""

    name: str
    path: str
    who: str = "stranger"
    slug: str = "lumeon"
    status: int = 200
    lands_at: str = ""  # how the address ends where it leads to another

    def __str__(self) -> str:
        return f"{self.who} at {WORDS.sub('-', self.path).strip('-') or 'home'}"


def _by(who: str, name: str, path: str, status: int = 200, lands_at: str = "") -> list[Stop]:
    return [Stop(name, path, one, status=status, lands_at=lands_at) for one in who.split()]


RESET = "account_reset_password"
NEW_ONE = "-set-password/"  # the key goes into the session, out of the address

ENTRANCE = [
    *_by("stranger", "account_login", "/accounts/login/"),
    *_by("stranger", "account_signup", "/accounts/signup/"),
    *_by("stranger", "account_inactive", "/accounts/inactive/"),
    *_by("stranger", "account_reset_password", "/accounts/password/reset/"),
    *_by("stranger", "account_reset_password_done", "/accounts/password/reset/done/"),
    *_by("stranger", f"{RESET}_from_key", "/accounts/password/reset/key/{reset}/", 200, NEW_ONE),
    *_by("stranger", f"{RESET}_from_key", "/accounts/password/reset/key/1-used/"),
    *_by("stranger", f"{RESET}_from_key_done", "/accounts/password/reset/key/done/"),
    *_by("stranger", "account_email_verification_sent", "/accounts/confirm-email/"),
    *_by("stranger", "account_confirm_email", "/accounts/confirm-email/no-such-key/"),
    *_by("stranger", "accept_invitation", "/invitations/{token}/"),
    *_by("viewer", "accept_invitation", "/invitations/{token}/"),
    *_by("stranger", "accept_invitation", "/invitations/no-such-token/", status=404),
]

OWN_PAGES = [
    *_by("robin oona", "home", "/"),
    *_by("oona", "operations", "/operations/"),
    *_by("contact", "profile", "/me/"),
    *_by("agent", "profile", "/me/"),
    *_by("contact", "account_logout", "/accounts/logout/"),
    *_by("contact", "account_reauthenticate", "/accounts/reauthenticate/"),
    *_by("contact", "account_change_password", "/accounts/password/change/"),
    *_by("contact", "usersessions_list", "/accounts/sessions/"),
    *_by("agent", "mfa_index", "/accounts/2fa/"),
    *_by("gil", "mfa_index", "/accounts/2fa/"),
    *_by("agent", "mfa_activate_totp", "/accounts/2fa/totp/activate/"),
    *_by("gil", "mfa_deactivate_totp", "/accounts/2fa/totp/deactivate/"),
    *_by("gil", "mfa_reauthenticate", "/accounts/2fa/reauthenticate/"),
    *_by("gil", "mfa_view_recovery_codes", "/accounts/2fa/recovery-codes/"),
    *_by("gil", "mfa_generate_recovery_codes", "/accounts/2fa/recovery-codes/generate/"),
    *_by("gil", "mfa_list_webauthn", "/accounts/2fa/webauthn/"),
    *_by("gil", "mfa_add_webauthn", "/accounts/2fa/webauthn/add/"),
    *_by("gil", "mfa_edit_webauthn", "/accounts/2fa/webauthn/keys/{key}/edit/"),
    *_by("gil", "mfa_remove_webauthn", "/accounts/2fa/webauthn/keys/{key}/remove/"),
    *_by("gil", "mfa_reauthenticate_webauthn", "/accounts/2fa/webauthn/reauthenticate/"),
]

VENDOR_PAGES = [
    *_by("contact viewer administrator", "vendor_home", "/lumeon/"),
    *_by("agent manager", "incidents:queue", "/lumeon/queue/"),
    *_by("agent", "incidents:queue", "/lumeon/queue/?q=nothing+has+these+words"),
    *_by("contact viewer agent administrator", "incidents:list", "/lumeon/incidents/"),
    *_by("contact", "incidents:list", "/lumeon/incidents/?state=closed&q=nothing"),
    *_by("contact", "incidents:raise", "/lumeon/incidents/new/"),
    *_by("viewer", "incidents:raise", "/lumeon/incidents/new/", status=403),
    *_by("contact agent viewer administrator", "incidents:detail", "/lumeon/incidents/{answered}/"),
    *_by("contact agent", "incidents:detail", "/lumeon/incidents/{new}/"),
    *_by("contact agent", "incidents:detail", "/lumeon/incidents/{asked}/"),
    *_by("contact agent", "incidents:detail", "/lumeon/incidents/{solved}/"),
    *_by("contact agent", "incidents:detail", "/lumeon/incidents/{closed}/"),
    *_by("contact", "incidents:detail", "/lumeon/incidents/LUM-99999/", status=404),
    *_by("contact agent", "clocks:explained", "/lumeon/incidents/{answered}/clocks/"),
    *_by("contact agent administrator", "sla:attainment", "/lumeon/attainment/"),
    *_by("agent", "sla:attainment", "/lumeon/attainment/?month=2026-01"),
    *_by("contact agent", "sla:incidents", "/lumeon/attainment/incidents/"),
    *_by("agent", "sla:incidents", "/lumeon/attainment/incidents/?outcome=none"),
    *_by("agent", "sla:at_risk", "/lumeon/at-risk/?hours=8"),
    *_by("administrator manager", "people:list", "/lumeon/people/"),
    *_by("administrator", "people:ending", "/lumeon/people/{viewer}/ending/"),
    *_by("contact agent", "contracts:agreement", "/lumeon/agreement/"),
]

OTHER_VENDORS = [
    Stop(name, path.format(slug=slug), who, slug)
    for slug in ("patientiq", "healthy-roster")
    for who, name, path in (
        ("contact", "incidents:raise", "/{slug}/incidents/new/"),
        ("contact", "incidents:detail", "/{slug}/incidents/{{asked}}/"),
        ("contact", "incidents:detail", "/{slug}/incidents/{{solved}}/"),
        ("contact", "sla:attainment", "/{slug}/attainment/"),
        ("contact", "contracts:agreement", "/{slug}/agreement/"),
        ("agent", "incidents:queue", "/{slug}/queue/"),
        ("agent", "incidents:detail", "/{slug}/incidents/{{answered}}/"),
    )
]

STOPS = [*ENTRANCE, *OWN_PAGES, *VENDOR_PAGES, *OTHER_VENDORS]

# Addresses without a page of their own, and why none of them is missed above.
NOT_PAGES = {
    "": "answers 404 where allauth's page of addresses would stand",
    "account_email": "the same",
    "account_set_password": "leads on: every account has a password",
    "account_confirm_login_code": "leads on: signing in by mailed code is switched off",
    "mfa_authenticate": "exists only amid a sign-in: test_second_factor visits it",
    "mfa_download_recovery_codes": "a text file",
    "mfa_login_webauthn": "JSON for the sign-in page's script",
    "livez": "a probe",
    "readyz": "a probe",
    "incidents:deed": "takes what pages post",
    "sla:figures_sheet": "a CSV file",
    "sla:incidents_sheet": "a CSV file",
    "people:invitations": "takes what the page of people posts",
    "people:withdrawal": "takes what the page of people posts",
    "clocks:api": "JSON",
    "api:incidents": "JSON",
    "api:incident": "JSON",
    "api:deed": "takes JSON",
}


def names_in_urlconfs() -> set[str]:
    """Return the name of every address there is, with its namespace."""
    return {name for urlconf in URLCONFS for name in _names(get_resolver(urlconf))}


def _names(resolver: Any, space: str = "") -> Iterator[str]:
    for known in resolver.url_patterns:
        if hasattr(known, "url_patterns"):
            inner = f"{known.namespace}:" if known.namespace else ""
            yield from _names(known, space + inner)
        else:
            yield f"{space}{known.name}" if known.name else ""
