"""Addresses inside one vendor's site; the middleware has taken the slug off before."""

from django.urls import include, path

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.forbidden"
handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.broken"

urlpatterns = [
    path("", include("reports.vendor_urls")),
    path("", include("sla.clock_urls")),
    path("", include("incidents.urls.conversation")),
    path("", include("incidents.urls.incidents")),
    path("", include("incidents.urls.files")),
    path("", include("sla.urls")),
    path("calendars/", include("sla.calendar_urls")),
    path("contracts/", include("sla.contract_urls")),
    path("queue/views/", include("incidents.urls.saved_views")),
    path("status/", include("availability.status_urls")),
    path("availability/", include("availability.month_urls")),
    path("outages/", include("availability.outage_urls")),
    path("outages/imports/", include("availability.import_urls")),
    path("backups/", include("availability.backup_urls")),
    path("monitoring/", include("availability.monitoring_urls")),
    path("maintenance/", include("availability.maintenance_urls")),
    path("suppliers/", include("incidents.urls.suppliers")),
    path("escalations/", include("incidents.urls.escalations")),
    path("problems/", include("incidents.urls.problems")),
    path("mail/", include("incidents.urls.mail")),
    path("people/", include("portal.people.urls")),
    path("notifications/", include("portal.notify.urls")),
    path("audit/", include("portal.auditing.urls")),
    path("agreement/", include("contracts.urls")),
    path("agreement/", include("contracts.editing_urls")),
    path("contracts/tokens/", include("contracts.token_urls")),
    path("contracts/calendar/", include("contracts.activity_urls")),
    path("contracts/obligations/", include("contracts.obligation_urls")),
    path("contracts/", include("contracts.contract_urls")),
    path("customers/", include("contracts.customer_urls")),
    path("invoices/", include("contracts.invoice_urls")),
    path("products/", include("contracts.product_urls")),
    path("contacts/", include("contracts.seat_urls")),
    path("authorised-persons/", include("contracts.authorised_urls")),
    path("", include("portal.web.api_urls")),
    path("api/", include("incidents.urls.api")),
    path("api/", include("portal.notify.api_urls")),
    path("api/", include("availability.month_api_urls")),
    path("api/", include("availability.outage_api_urls")),
    path("api/", include("contracts.api_urls")),
    path("api/", include("contracts.invoice_api_urls")),
    path("api/", include("contracts.entitlement_api_urls")),
    path("api/", include("availability.maintenance_api_urls")),
    path("api/", include("availability.backup_api_urls")),
    path("api/", include("availability.monitoring_api_urls")),
]
