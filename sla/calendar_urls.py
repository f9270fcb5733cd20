"""Addresses of regions' calendars inside a vendor's site."""

from django.urls import path

from sla.views import calendars, changing, restating

VERSION = "<slug:region>/versions/<int:version>/"

app_name = "calendars"
urlpatterns = [
    path("", calendars.overview, name="list"),
    path("<slug:region>/", calendars.of_region, name="region"),
    path("<slug:region>/years/", calendars.years, name="years"),
    path("<slug:region>/changes/", changing.changes, name="changes"),
    path(VERSION, calendars.of_version, name="version"),
    path(f"{VERSION}restatement/", restating.restatement, name="restatement"),
]
