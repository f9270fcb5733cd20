"""Addresses of notifications in the API, inside a vendor's site."""

from django.urls import path

from portal.notify import api

app_name = "notifications_api"
urlpatterns = [
    path("notifications/", api.Notifications.as_view(), name="notifications"),
    path("notifications/reading/", api.Reading.as_view(), name="reading"),
    path("notifications/preferences/", api.Preferences.as_view(), name="preferences"),
]
