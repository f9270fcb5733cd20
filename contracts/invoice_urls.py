"""Addresses of invoices inside a vendor's site."""

from django.urls import path

from contracts.views import invoice_imports, invoices

app_name = "invoices"
urlpatterns = [
    path("", invoices.invoices, name="list"),
    path("new/", invoices.new, name="new"),
    path("imports/", invoice_imports.imports, name="imports"),
    path("imports/<int:pk>/", invoice_imports.found, name="import"),
    path("imports/<int:pk>/confirmation/", invoice_imports.confirmation, name="confirmation"),
    path("<int:pk>/", invoices.invoice, name="detail"),
    path("<int:pk>/<slug:noun>/", invoices.deed, name="deed"),
]
