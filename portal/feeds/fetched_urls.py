"""Addresses of feeds that are read without signing in."""

from django.urls import path

from portal.feeds import fetching

urlpatterns = [
    path("feeds/<str:address>.atom", fetching.atom, name="atom_feed"),
    path("feeds/<str:address>.ics", fetching.calendar, name="feed_calendar"),
    path("calendars/<str:address>.ics", fetching.earlier_calendar, name="calendar_feed"),
]
