"""Addresses inside one vendor's site; the middleware has taken the slug off before."""

from django.urls import include, path

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.forbidden"
handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.broken"

urlpatterns = [
    path("", include("reports.vendor_urls")),
    path("", include("sla.clock_urls")),
    path("", include("incidents.urls")),
    path("", include("sla.urls")),
    path("people/", include("portal.people.urls")),
    path("agreement/", include("contracts.urls")),
    path("api/", include("incidents.api_urls")),
]
