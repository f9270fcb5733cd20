"""Addresses of feeds that are read without sign-in."""

from django.urls import path

from contracts.views import feeds

urlpatterns = [path("calendars/<str:address>.ics", feeds.calendar, name="calendar_feed")]
