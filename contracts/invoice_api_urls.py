"""Addresses of the API of invoices inside a vendor's site."""

from django.urls import path

from contracts import invoice_api

app_name = "invoices_api"
urlpatterns = [
    path("invoices/", invoice_api.Invoices.as_view(), name="list"),
    path("invoices/<int:pk>/<slug:noun>/", invoice_api.Deed.as_view(), name="deed"),
]
