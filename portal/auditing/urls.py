"""Addresses of the record inside a vendor's site."""

from django.urls import path

from portal.auditing import views

app_name = "auditing"
urlpatterns = [
    path("", views.records, name="records"),
    path("records.csv", views.sheet, name="sheet"),
]
