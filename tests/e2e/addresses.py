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
    *_by("oona", "operator_entry", "/operator/entry/"),
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
    *_by("agent", "incidents:queue", "/lumeon/queue/?q=colour:red", status=422),
    *_by("agent manager", "views:list", "/lumeon/queue/views/?q=owner:me"),
    *_by("contact agent", "incidents:search_help", "/lumeon/search/"),
    *_by("contact viewer agent administrator", "incidents:list", "/lumeon/incidents/"),
    *_by("contact", "incidents:list", "/lumeon/incidents/?q=status:closed+nothing"),
    *_by("contact", "incidents:raise", "/lumeon/incidents/new/"),
    *_by("viewer", "incidents:raise", "/lumeon/incidents/new/", status=403),
    *_by("agent manager", "incidents:telephone", "/lumeon/incidents/telephone/"),
    *_by("agent", "incidents:telephone", "/lumeon/incidents/telephone/?q=nobody+is+called+so"),
    *_by("agent", "incidents:telephone", "/lumeon/incidents/telephone/?contact={member}"),
    *_by("contact agent viewer administrator", "incidents:detail", "/lumeon/incidents/{answered}/"),
    *_by("contact agent", "incidents:detail", "/lumeon/incidents/{new}/"),
    *_by("contact agent", "incidents:detail", "/lumeon/incidents/{asked}/"),
    *_by("contact agent", "incidents:detail", "/lumeon/incidents/{solved}/"),
    *_by("contact agent", "incidents:detail", "/lumeon/incidents/{closed}/"),
    *_by("agent manager", "conversation:macros", "/lumeon/macros/"),
    *_by("agent manager", "conversation:new_macro", "/lumeon/macros/new/"),
    *_by("agent", "conversation:macro", "/lumeon/macros/{macro}/"),
    *_by("contact", "incidents:detail", "/lumeon/incidents/LUM-99999/", status=404),
    *_by("contact agent", "clocks:explained", "/lumeon/incidents/{answered}/clocks/"),
    *_by("agent", "clocks:severity", "/lumeon/incidents/{answered}/severity-preview/?severity=1"),
    *_by("contact agent administrator", "sla:attainment", "/lumeon/attainment/"),
    *_by("agent", "sla:attainment", "/lumeon/attainment/?month=2026-01"),
    *_by("contact agent", "sla:incidents", "/lumeon/attainment/incidents/"),
    *_by("agent", "sla:incidents", "/lumeon/attainment/incidents/?outcome=none"),
    *_by("agent", "sla:at_risk", "/lumeon/at-risk/?hours=8"),
    *_by("administrator manager", "people:list", "/lumeon/people/"),
    *_by("administrator", "people:import", "/lumeon/people/import/"),
    *_by("administrator", "people:ending", "/lumeon/people/{viewer}/ending/"),
    *_by("contact agent administrator", "notifications:list", "/lumeon/notifications/"),
    *_by("viewer", "notifications:list", "/lumeon/notifications/?show=unread"),
    *_by("contact agent", "notifications:preferences", "/lumeon/notifications/preferences/"),
    *_by("administrator", "notifications:mail_contents", "/lumeon/notifications/mail/"),
    *_by("administrator", "auditing:records", "/lumeon/audit/"),
    *_by("administrator", "auditing:records", "/lumeon/audit/?verb=nothing+like+it"),
    *_by("administrator", "auditing:records", "/lumeon/audit/?object=tenancy.customer:{customer}"),
    *_by("contact agent", "contracts:agreement", "/lumeon/agreement/"),
    *_by("agent", "contracts:versions", "/lumeon/agreement/versions/"),
    *_by(
        "agent",
        "contracts:comparison",
        "/lumeon/agreement/versions/comparison/?before={agreement}&after={agreement}",
    ),
    *_by("administrator", "contracts:versions", "/lumeon/agreement/versions/"),
    *_by("administrator agent", "editing:version", "/lumeon/agreement/versions/{agreement}/"),
    *_by("administrator", "editing:edit", "/lumeon/agreement/draft/"),
    *_by("administrator", "editing:preview", "/lumeon/agreement/draft/publication/"),
    *_by("agent", "editing:edit", "/lumeon/agreement/draft/", status=404),
    *_by("agent administrator", "contract:list", "/lumeon/contracts/"),
    *_by("agent", "contract:list", "/lumeon/contracts/?show=standing&q=nothing+has+these+words"),
    *_by("administrator", "contract:new", "/lumeon/contracts/new/"),
    *_by("contact viewer agent administrator", "contract:detail", "/lumeon/contracts/{contract}/"),
    *_by("administrator", "contract:renewal", "/lumeon/contracts/{contract}/renewal/", 404),
    *_by("administrator", "contract:fees", "/lumeon/contracts/{contract}/fees/"),
    *_by("administrator", "contract:ending", "/lumeon/contracts/{contract}/ending/"),
    *_by("agent administrator", "customers:list", "/lumeon/customers/"),
    *_by("administrator", "customers:new", "/lumeon/customers/new/"),
    *_by("administrator", "customers:edit", "/lumeon/customers/{customer}/"),
    *_by("agent administrator", "invoices:list", "/lumeon/invoices/"),
    *_by("agent", "invoices:list", "/lumeon/invoices/?show=overdue"),
    *_by("administrator", "invoices:new", "/lumeon/invoices/new/?contract={contract}"),
    *_by("contact agent administrator", "invoices:detail", "/lumeon/invoices/{invoice}/"),
    *_by("administrator", "invoices:imports", "/lumeon/invoices/imports/"),
    *_by("administrator", "invoices:import", "/lumeon/invoices/imports/{file}/"),
    *_by("administrator", "invoices:import", "/lumeon/invoices/imports/{faulty}/"),
    *_by("contact administrator", "contract_terms:of", "/lumeon/contracts/{contract}/terms/"),
    *_by("agent administrator", "calendars:list", "/lumeon/calendars/"),
    *_by("agent administrator", "calendars:region", "/lumeon/calendars/GB-ENG/"),
    *_by("administrator", "calendars:region", "/lumeon/calendars/GB-ENG/?year=2040"),
    *_by("administrator", "calendars:changes", "/lumeon/calendars/GB-ENG/changes/"),
    *_by("administrator", "calendars:version", "/lumeon/calendars/GB-ENG/versions/1/"),
    *_by(
        "administrator",
        "calendars:restatement",
        "/lumeon/calendars/GB-ENG/versions/1/restatement/",
    ),
    *_by("contact agent", "contracts:entitlements", "/lumeon/agreement/entitlements/"),
    *_by(
        "contact administrator",
        "contracts:entitlements_of",
        "/lumeon/agreement/entitlements/{contract}/",
    ),
    *_by("contact agent administrator", "products:list", "/lumeon/products/"),
    *_by("contact administrator", "products:release", "/lumeon/products/releases/{release}/"),
    *_by("agent", "products:instances", "/lumeon/products/instances/"),
    *_by("agent", "products:instances", "/lumeon/products/instances/?q=nothing+has+these+words"),
    *_by(
        "contact agent administrator",
        "products:instance",
        "/lumeon/products/instances/{instance}/",
    ),
    *_by("administrator", "products:new_instance", "/lumeon/products/instances/new/"),
    *_by(
        "administrator",
        "products:new_instance",
        "/lumeon/products/instances/new/?contract={contract}",
    ),
    *_by("agent", "contacts:overview", "/lumeon/contacts/"),
    *_by("contact administrator", "contacts:of", "/lumeon/contacts/{customer}/"),
    *_by("viewer", "contacts:of", "/lumeon/contacts/{customer}/", status=404),
    *_by("administrator", "contacts:ending", "/lumeon/contacts/{customer}/{member}/ending/"),
    *_by("agent", "authorised:overview", "/lumeon/authorised-persons/", status=404),
    *_by("agent", "tokens:list", "/lumeon/contracts/tokens/"),
    *_by("contact agent manager", "tokens:statement", "/lumeon/contracts/tokens/{contract}/"),
    *_by(
        "manager", "tokens:reversal", "/lumeon/contracts/tokens/{contract}/draws/{move}/reversal/"
    ),
    *_by("contact agent", "activities:agenda", "/lumeon/contracts/calendar/"),
    *_by("contact", "activities:agenda", "/lumeon/contracts/calendar/?show=past"),
    *_by("contact agent", "activities:address", "/lumeon/contracts/calendar/address/"),
    *_by("manager", "activities:managers", "/lumeon/contracts/calendar/managers/"),
    *_by("contact manager", "activities:detail", "/lumeon/contracts/calendar/{activity}/"),
    *_by("contact manager", "review_pack", "/lumeon/contracts/calendar/{activity}/pack/"),
    *_by("agent administrator", "escalations:list", "/lumeon/escalations/"),
    *_by("contact viewer agent", "problems:list", "/lumeon/problems/"),
    *_by("contact agent", "problems:problem", "/lumeon/problems/1/"),
    *_by("agent", "mail:list", "/lumeon/mail/"),
    *_by("agent", "mail:detail", "/lumeon/mail/{mail}/"),
    *_by("contact agent administrator", "suppliers:list", "/lumeon/suppliers/"),
    *_by("agent administrator", "suppliers:detail", "/lumeon/suppliers/{supplier}/"),
    *_by("contact agent", "obligations:list", "/lumeon/contracts/obligations/"),
    *_by("contact agent", "obligations:detail", "/lumeon/contracts/obligations/{obligation}/"),
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
        ("contact", "contracts:entitlements", "/{slug}/agreement/entitlements/"),
        ("contact", "products:list", "/{slug}/products/"),
        ("agent", "products:list", "/{slug}/products/"),
        ("contact", "obligations:list", "/{slug}/contracts/obligations/"),
        ("manager", "obligations:list", "/{slug}/contracts/obligations/"),
        ("agent", "incidents:queue", "/{slug}/queue/"),
        ("agent", "incidents:detail", "/{slug}/incidents/{{answered}}/"),
    )
]

INSTRUCTORS = [
    Stop(name, f"/patientiq/authorised-persons/{rest}", who, "patientiq")
    for who, name, rest in (
        ("agent", "authorised:overview", ""),
        ("administrator", "authorised:of", "{customer}/"),
        ("contact", "authorised:of", "{customer}/"),
    )
]

STOPS = [*ENTRANCE, *OWN_PAGES, *VENDOR_PAGES, *OTHER_VENDORS, *INSTRUCTORS]

# Addresses without a page of their own, and why none of them is missed above.
NOT_PAGES = {
    "": "answers 404 where allauth's page of addresses would stand",
    "account_email": "the same",
    "account_set_password": "leads on: every account has a password",
    "account_confirm_login_code": "leads on: signing in by mailed code is switched off",
    "mfa_authenticate": "exists only amid a sign-in: test_second_factor visits it",
    "mfa_download_recovery_codes": "a text file",
    "mfa_login_webauthn": "JSON for the sign-in page's script",
    "operator_leave": "takes what the page of entry posts",
    "livez": "a probe",
    "readyz": "a probe",
    "incidents:deed": "takes what pages post",
    "incidents:queue_rows": "a part of the queue's page",
    "incidents:bulk": "takes what the queue posts",
    "incidents:bulk_application": "takes what its preview posts",
    "incidents:bulk_undoing": "takes what its result posts",
    "views:naming": "of a view that somebody keeps: tests/incidents/test_saved_views.py",
    "views:ending": "the same",
    "views:sharing": "takes what the page of views posts",
    "views:place": "the same",
    "api:saved_views": "JSON",
    "conversation:keep_draft": "takes what composers hold",
    "conversation:discard_draft": "the same",
    "conversation:colleagues": "JSON",
    "conversation:news": "a part of an incident's page",
    "conversation:macro_words": "plain text for a script",
    "conversation:archive_macro": "takes what the page of a ready text posts",
    "files:download": "a file",
    "files:preview": "a picture",
    "sla:figures_sheet": "a CSV file",
    "sla:incidents_sheet": "a CSV file",
    "auditing:sheet": "a CSV file",
    "people:sheet": "a CSV file",
    "notifications_api:notifications": "JSON",
    "notifications_api:reading": "takes JSON",
    "notifications_api:preferences": "JSON",
    "notifications:reading": "takes what the page of notifications posts",
    "notifications:reading_one": "the same",
    "people:confirmation": "takes what the page of many invitations posts",
    "editing:file": "a TOML file",
    "editing:upload": "takes what the page of versions posts",
    "editing:rebase": "takes what the page of a draft posts",
    "editing:discarding": "the same",
    "calendars:years": "takes what the pages of calendars post",
    "people:invitations": "takes what the page of people posts",
    "people:withdrawal": "takes what the page of people posts",
    "products:new": "takes what the page of releases posts",
    "products:releases": "the same",
    "products:end_of_life": "takes what a release's page posts",
    "products:day": "the same",
    "products:upgrade": "takes what an instance's page posts",
    "products:setup": "the same",
    "products:extension": "the same",
    "products:ending": "the same",
    "products_api:releases": "JSON",
    "products_api:instances": "JSON",
    "contracts:overrides": "takes what the page of entitlements posts",
    "contacts:invitations": "takes what the page of contacts posts",
    "contacts:withdrawal": "the same",
    "contacts:replacement": "the same",
    "authorised:requests": "takes what the page of authorised persons posts",
    "authorised:decision": "the same",
    "entitlements_api:entitlements": "JSON",
    "contract:products": "takes what a contract's page posts",
    "invoices:deed": "takes what an invoice's page posts",
    "invoices:confirmation": "takes what a file's page posts",
    "invoices_api:list": "JSON",
    "invoices_api:deed": "takes JSON",
    "tokens:purchases": "takes what a statement posts",
    "tokens:draws": "the same",
    "activities:revocation": "takes what the page of the address posts",
    "activities:assignments": "takes what the page of managers posts",
    "activities:completion": "takes what an activity's page posts",
    "activities:moving": "the same",
    "activities:cancellation": "the same",
    "activities:owner": "the same",
    "problems:deed": "takes what a problem's page posts",
    "problems:change_deed": "the same",
    "mail:source": "a mail as text",
    "mail:deed": "takes what a mail's page posts",
    "api:mails": "JSON",
    "api:mail": "JSON",
    "api:mail_deed": "takes JSON",
    "captured_mails": "in development only",
    "captured_mail": "in development only",
    "suppliers:add": "takes what the page of suppliers posts",
    "suppliers:sign": "takes what a supplier's page posts",
    "suppliers:share": "the same",
    "suppliers:ending": "the same",
    "obligations:requests": "takes what the page of obligations posts",
    "obligations:changes": "the same",
    "obligations:fulfilment": "takes what an obligation's page posts",
    "obligations:withdrawal": "the same",
    "calendar_feed": "an iCalendar file",
    "clocks:api": "JSON",
    "clocks:severity_api": "JSON",
    "api:calls": "takes JSON",
    "api:problems": "JSON",
    "api:problem": "JSON",
    "api:problem_deed": "takes JSON",
    "api:change_deed": "takes JSON",
    "api:incidents": "JSON",
    "api:incident": "JSON",
    "api:macros": "JSON",
    "api:archive_macro": "takes nothing",
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


# Django's own pages, behind a vendor chosen with a reason: tests/portal/admin walks them.
NOT_PAGES |= {name: "Django's" for name in names_in_urlconfs() if name.startswith("operator:")}
