"""Every page of the portal and who visits it; what the addresses lead to that is no page.

Both lists are held against the URLconfs (test_every_page), so that a page added tomorrow is either
visited here or named below with the reason.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver

from tests.e2e.availability_addresses import AVAILABILITY_NOT_PAGES, AVAILABILITY_PAGES
from tests.e2e.knowledge_addresses import KNOWLEDGE_NOT_PAGES, KNOWLEDGE_PAGES
from tests.e2e.report_addresses import REPORT_NOT_PAGES, REPORT_PAGES
from tests.e2e.stops import Stop, by

URLCONFS = ("portal.urls", "portal.vendor_urls")


RESET = "account_reset_password"
NEW_ONE = "-set-password/"  # the key goes into the session, out of the address

ENTRANCE = [
    *by("stranger", "account_login", "/accounts/login/"),
    *by("stranger", "account_signup", "/accounts/signup/"),
    *by("stranger", "account_inactive", "/accounts/inactive/"),
    *by("stranger", "account_reset_password", "/accounts/password/reset/"),
    *by("stranger", "account_reset_password_done", "/accounts/password/reset/done/"),
    *by("stranger", f"{RESET}_from_key", "/accounts/password/reset/key/{reset}/", 200, NEW_ONE),
    *by("stranger", f"{RESET}_from_key", "/accounts/password/reset/key/1-used/"),
    *by("stranger", f"{RESET}_from_key_done", "/accounts/password/reset/key/done/"),
    *by("stranger", "account_email_verification_sent", "/accounts/confirm-email/"),
    *by("stranger", "account_confirm_email", "/accounts/confirm-email/no-such-key/"),
    *by("stranger", "accept_invitation", "/invitations/{token}/"),
    *by("viewer", "accept_invitation", "/invitations/{token}/"),
    *by("stranger", "accept_invitation", "/invitations/no-such-token/", status=404),
]

OWN_PAGES = [
    *by("robin oona", "home", "/"),
    *by("oona", "operations", "/operations/"),
    *by("oona", "operator_entry", "/operator/entry/"),
    *by("contact", "profile", "/me/"),
    *by("agent", "profile", "/me/"),
    *by("contact", "account_logout", "/accounts/logout/"),
    *by("contact", "account_reauthenticate", "/accounts/reauthenticate/"),
    *by("contact", "account_change_password", "/accounts/password/change/"),
    *by("contact", "usersessions_list", "/accounts/sessions/"),
    *by("agent", "mfa_index", "/accounts/2fa/"),
    *by("gil", "mfa_index", "/accounts/2fa/"),
    *by("agent", "mfa_activate_totp", "/accounts/2fa/totp/activate/"),
    *by("gil", "mfa_deactivate_totp", "/accounts/2fa/totp/deactivate/"),
    *by("gil", "mfa_reauthenticate", "/accounts/2fa/reauthenticate/"),
    *by("gil", "mfa_view_recovery_codes", "/accounts/2fa/recovery-codes/"),
    *by("gil", "mfa_generate_recovery_codes", "/accounts/2fa/recovery-codes/generate/"),
    *by("gil", "mfa_list_webauthn", "/accounts/2fa/webauthn/"),
    *by("gil", "mfa_add_webauthn", "/accounts/2fa/webauthn/add/"),
    *by("gil", "mfa_edit_webauthn", "/accounts/2fa/webauthn/keys/{key}/edit/"),
    *by("gil", "mfa_remove_webauthn", "/accounts/2fa/webauthn/keys/{key}/remove/"),
    *by("gil", "mfa_reauthenticate_webauthn", "/accounts/2fa/webauthn/reauthenticate/"),
]

VENDOR_PAGES = [
    *by("contact viewer", "vendor_home", "/lumeon/"),
    *by("agent manager", "incidents:queue", "/lumeon/queue/"),
    *by("agent", "incidents:queue", "/lumeon/queue/?q=nothing+has+these+words"),
    *by("agent", "incidents:queue", "/lumeon/queue/?q=colour:red", status=422),
    *by("agent manager", "views:list", "/lumeon/queue/views/?q=owner:me"),
    *by("contact agent", "incidents:search_help", "/lumeon/search/"),
    *by("contact viewer agent administrator", "incidents:list", "/lumeon/incidents/"),
    *by("contact", "incidents:list", "/lumeon/incidents/?q=status:closed+nothing"),
    *by("contact", "incidents:raise", "/lumeon/incidents/new/"),
    *by("viewer", "incidents:raise", "/lumeon/incidents/new/", status=403),
    *by("agent manager", "incidents:telephone", "/lumeon/incidents/telephone/"),
    *by("agent", "incidents:telephone", "/lumeon/incidents/telephone/?q=nobody+is+called+so"),
    *by("agent", "incidents:telephone", "/lumeon/incidents/telephone/?contact={member}"),
    *by("contact agent viewer administrator", "incidents:detail", "/lumeon/incidents/{answered}/"),
    *by("contact agent", "incidents:detail", "/lumeon/incidents/{new}/"),
    *by("contact agent", "incidents:detail", "/lumeon/incidents/{asked}/"),
    *by("contact agent", "incidents:detail", "/lumeon/incidents/{solved}/"),
    *by("contact agent", "incidents:detail", "/lumeon/incidents/{closed}/"),
    *by("agent manager", "conversation:macros", "/lumeon/macros/"),
    *by("agent manager", "conversation:new_macro", "/lumeon/macros/new/"),
    *by("agent", "conversation:macro", "/lumeon/macros/{macro}/"),
    *by("contact", "incidents:detail", "/lumeon/incidents/LUM-99999/", status=404),
    *by("contact agent", "clocks:explained", "/lumeon/incidents/{answered}/clocks/"),
    *by("agent", "clocks:severity", "/lumeon/incidents/{answered}/severity-preview/?severity=1"),
    *by("contact agent", "critical:list", "/lumeon/incident-reports/"),
    *by("agent", "critical:report", "/lumeon/incidents/{answered}/report/"),
    *by("contact agent administrator", "sla:attainment", "/lumeon/attainment/"),
    *by("agent", "sla:attainment", "/lumeon/attainment/?month=2026-01"),
    *by("contact agent", "sla:incidents", "/lumeon/attainment/incidents/"),
    *by("agent", "sla:incidents", "/lumeon/attainment/incidents/?outcome=none"),
    *by("agent", "sla:at_risk", "/lumeon/at-risk/?hours=8"),
    *by("administrator manager", "people:list", "/lumeon/people/"),
    *by("administrator", "people:import", "/lumeon/people/import/"),
    *by("administrator", "people:unreachable", "/lumeon/people/unreachable/{bounce}/"),
    *by("contact viewer agent", "people:tokens", "/lumeon/people/tokens/"),
    *by("agent", "people:token_revocation", "/lumeon/people/tokens/{api_token}/revocation/"),
    *by("administrator", "people:tokens_of", "/lumeon/people/{viewer}/tokens/"),
    *by("administrator", "people:ending", "/lumeon/people/{viewer}/ending/"),
    *by("contact agent administrator", "notifications:list", "/lumeon/notifications/"),
    *by("viewer", "notifications:list", "/lumeon/notifications/?show=unread"),
    *by("contact agent", "api_guide:guide", "/lumeon/api-guide/"),
    *by("contact agent", "notifications:preferences", "/lumeon/notifications/preferences/"),
    *by("administrator", "notifications:mail_contents", "/lumeon/notifications/mail/"),
    *by("administrator", "auditing:records", "/lumeon/audit/"),
    *by("administrator", "auditing:records", "/lumeon/audit/?verb=nothing+like+it"),
    *by("administrator", "auditing:records", "/lumeon/audit/?object=tenancy.customer:{customer}"),
    *by("contact agent", "contracts:agreement", "/lumeon/agreement/"),
    *by("agent", "contracts:versions", "/lumeon/agreement/versions/"),
    *by(
        "agent",
        "contracts:comparison",
        "/lumeon/agreement/versions/comparison/?before={agreement}&after={agreement}",
    ),
    *by("administrator", "contracts:versions", "/lumeon/agreement/versions/"),
    *by("administrator agent", "editing:version", "/lumeon/agreement/versions/{agreement}/"),
    *by("administrator", "editing:edit", "/lumeon/agreement/draft/"),
    *by("administrator", "editing:preview", "/lumeon/agreement/draft/publication/"),
    *by("agent", "editing:edit", "/lumeon/agreement/draft/", status=404),
    *by("agent administrator", "contract:list", "/lumeon/contracts/"),
    *by("agent", "contract:list", "/lumeon/contracts/?show=standing&q=nothing+has+these+words"),
    *by("administrator", "contract:new", "/lumeon/contracts/new/"),
    *by("contact viewer agent administrator", "contract:detail", "/lumeon/contracts/{contract}/"),
    *by("administrator", "contract:renewal", "/lumeon/contracts/{contract}/renewal/", 404),
    *by("administrator", "contract:fees", "/lumeon/contracts/{contract}/fees/"),
    *by("administrator", "contract:ending", "/lumeon/contracts/{contract}/ending/"),
    *by("agent administrator", "customers:list", "/lumeon/customers/"),
    *by("administrator", "customers:new", "/lumeon/customers/new/"),
    *by("administrator", "customers:edit", "/lumeon/customers/{customer}/"),
    *by("agent administrator", "invoices:list", "/lumeon/invoices/"),
    *by("agent administrator", "credits:register", "/lumeon/credits/"),
    *by("contact manager", "credits:statement", "/lumeon/credits/contracts/{contract}/"),
    *by("contact", "credits:month", "/lumeon/credits/contracts/{contract}/2026-06/"),
    *by("agent", "invoices:list", "/lumeon/invoices/?show=overdue"),
    *by("administrator", "invoices:new", "/lumeon/invoices/new/?contract={contract}"),
    *by("contact agent administrator", "invoices:detail", "/lumeon/invoices/{invoice}/"),
    *by("administrator", "invoices:imports", "/lumeon/invoices/imports/"),
    *by("administrator", "invoices:import", "/lumeon/invoices/imports/{file}/"),
    *by("administrator", "invoices:import", "/lumeon/invoices/imports/{faulty}/"),
    *by("contact administrator", "contract_terms:of", "/lumeon/contracts/{contract}/terms/"),
    *by("agent administrator", "calendars:list", "/lumeon/calendars/"),
    *by("agent administrator", "calendars:region", "/lumeon/calendars/GB-ENG/"),
    *by("administrator", "calendars:region", "/lumeon/calendars/GB-ENG/?year=2040"),
    *by("administrator", "calendars:changes", "/lumeon/calendars/GB-ENG/changes/"),
    *by("administrator", "calendars:version", "/lumeon/calendars/GB-ENG/versions/1/"),
    *by(
        "administrator",
        "calendars:restatement",
        "/lumeon/calendars/GB-ENG/versions/1/restatement/",
    ),
    *by("contact agent", "contracts:entitlements", "/lumeon/agreement/entitlements/"),
    *by(
        "contact administrator",
        "contracts:entitlements_of",
        "/lumeon/agreement/entitlements/{contract}/",
    ),
    *by("contact agent administrator", "products:list", "/lumeon/products/"),
    *by("contact administrator", "products:release", "/lumeon/products/releases/{release}/"),
    *by("agent", "products:instances", "/lumeon/products/instances/"),
    *by("agent", "products:instances", "/lumeon/products/instances/?q=nothing+has+these+words"),
    *by(
        "contact agent administrator",
        "products:instance",
        "/lumeon/products/instances/{instance}/",
    ),
    *by("administrator", "products:new_instance", "/lumeon/products/instances/new/"),
    *by(
        "administrator",
        "products:new_instance",
        "/lumeon/products/instances/new/?contract={contract}",
    ),
    *by("agent", "contacts:overview", "/lumeon/contacts/"),
    *by("contact administrator", "contacts:of", "/lumeon/contacts/{customer}/"),
    *by("viewer", "contacts:of", "/lumeon/contacts/{customer}/", status=404),
    *by("administrator", "contacts:ending", "/lumeon/contacts/{customer}/{member}/ending/"),
    *by("agent", "authorised:overview", "/lumeon/authorised-persons/", status=404),
    *by("agent", "tokens:list", "/lumeon/contracts/tokens/"),
    *by("contact agent manager", "tokens:statement", "/lumeon/contracts/tokens/{contract}/"),
    *by("manager", "tokens:reversal", "/lumeon/contracts/tokens/{contract}/draws/{move}/reversal/"),
    *by("contact agent", "activities:agenda", "/lumeon/contracts/calendar/"),
    *by("contact", "activities:agenda", "/lumeon/contracts/calendar/?show=past"),
    *by("contact agent", "feeds:list", "/lumeon/feeds/"),
    *by("contact agent", "feeds:one", "/lumeon/feeds/articles/"),
    *by("agent", "feeds:of", "/lumeon/feeds/queue/{view}/"),
    *by("contact", "feeds:revocation", "/lumeon/feeds/addresses/{feed_address}/revocation/"),
    *by("manager", "activities:managers", "/lumeon/contracts/calendar/managers/"),
    *by("contact manager", "activities:detail", "/lumeon/contracts/calendar/{activity}/"),
    *by("contact manager", "review_pack", "/lumeon/contracts/calendar/{activity}/pack/"),
    *by("agent administrator", "escalations:list", "/lumeon/escalations/"),
    *by("contact viewer agent", "problems:list", "/lumeon/problems/"),
    *by("contact agent", "problems:problem", "/lumeon/problems/1/"),
    *by("agent", "mail:list", "/lumeon/mail/"),
    *by("agent", "mail:detail", "/lumeon/mail/{mail}/"),
    *by("contact agent administrator", "suppliers:list", "/lumeon/suppliers/"),
    *by("agent administrator", "suppliers:detail", "/lumeon/suppliers/{supplier}/"),
    *by("contact agent", "obligations:list", "/lumeon/contracts/obligations/"),
    *by("contact agent", "obligations:detail", "/lumeon/contracts/obligations/{obligation}/"),
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

STOPS = [
    *ENTRANCE,
    *OWN_PAGES,
    *VENDOR_PAGES,
    *AVAILABILITY_PAGES,
    *KNOWLEDGE_PAGES,
    *REPORT_PAGES,
    *OTHER_VENDORS,
    *INSTRUCTORS,
]

# Addresses without a page of their own, and why none of them is missed above.
NOT_PAGES = (
    AVAILABILITY_NOT_PAGES
    | KNOWLEDGE_NOT_PAGES
    | REPORT_NOT_PAGES
    | {
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
        "api_guide:schema": "JSON",
        "api_guide:find": "JSON",
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
        "people:trial": "takes what the page of an address posts",
        "notifications:warning": "takes what the page on what mail may carry posts",
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
        "credits:sheet": "a CSV file",
        "credits:credit": "Lumeon gives no credits: tests/credits/test_pages.py",
        "credits:reversal": "the same",
        "credits:ending": "the same",
        "credits:deed": "takes what a credit's page posts",
        "credits:posting": "takes what a month's credits post",
        "credits_api:ledger": "JSON",
        "credits_api:credits": "JSON",
        "credits_api:month": "JSON",
        "credits_api:chronic": "JSON",
        "credits_api:deed": "takes JSON",
        "credits_api:reversal": "takes JSON",
        "credits_api:ending": "takes JSON",
        "invoices:deed": "takes what an invoice's page posts",
        "invoices:confirmation": "takes what a file's page posts",
        "invoices_api:list": "JSON",
        "invoices_api:deed": "takes JSON",
        "tokens:purchases": "takes what a statement posts",
        "tokens:draws": "the same",
        "activities:assignments": "takes what the page of managers posts",
        "activities:completion": "takes what an activity's page posts",
        "activities:moving": "the same",
        "activities:cancellation": "the same",
        "activities:owner": "the same",
        "problems:deed": "takes what a problem's page posts",
        "problems:change_deed": "the same",
        "mail:source": "a mail as text",
        "mail:deed": "takes what a mail's page posts",
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
        "feed_calendar": "an iCalendar file",
        "atom_feed": "an Atom feed",
        "critical:drafting": "takes what the page of a report posts",
        "critical:deed": "the same",
        "critical:issue": "of a published report: tests/reports/critical/test_pages.py",
        "critical:issue_pdf": "a PDF file",
        "critical:draft_pdf": "a PDF file",
        "critical:api_list": "JSON",
        "critical:api": "JSON",
        "critical:api_deed": "takes JSON",
        "critical:api_draft_pdf": "a PDF file",
        "critical:api_issue_pdf": "a PDF file",
        "clocks:api": "JSON",
        "clocks:severity_api": "JSON",
    }
)


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
NOT_PAGES |= {name: "answers programs" for name in names_in_urlconfs() if name.startswith("api:")}
NOT_PAGES |= {name: "Django's" for name in names_in_urlconfs() if name.startswith("operator:")}
