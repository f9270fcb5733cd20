"""Addresses that belong to no vendor: sign-in, a person's own pages, probes.

Everything else is `/<vendor>/…`, mounted by portal.tenancy.middleware from portal.vendor_urls.
"""

from django.conf import settings
from django.urls import include, path

from portal.people.views import accept_invitation, profile
from portal.web import captured, errors, probes

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.forbidden"
handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.broken"

urlpatterns = [
    path("", include("reports.urls")),
    path("accounts/email/", errors.nothing_here),  # an address is proved by its invitation
    path("accounts/", include("allauth.urls")),
    path("me/", profile, name="profile"),
    path("invitations/<str:token>/", accept_invitation, name="accept_invitation"),
    path("", include("portal.feeds.fetched_urls")),
    path("", include("availability.receiving_urls")),
    path("captured-mail/", captured.mails, name="captured_mails"),
    path("captured-mail/<str:name>/", captured.mail, name="captured_mail"),
    path("livez", probes.livez, name="livez"),
    path("readyz", probes.readyz, name="readyz"),
]
if settings.ANYMAIL_WEBHOOK_SECRET:  # incidents.mailin.webhook hears what comes in there
    urlpatterns.append(path("mail-hooks/", include("anymail.urls")))
if settings.OPERATOR_ADMIN:
    urlpatterns.append(path("operator/", include("portal.admin.urls")))
