"""Addresses of the status page. The first two may be open to everybody (availability.apps)."""

from django.urls import path

from availability.views import status

app_name = "status"
urlpatterns = [
    path("", status.page, name="page"),
    path("feed.atom", status.feed, name="feed"),
    path("updates/<slug:about>/<int:of>/", status.updates, name="updates"),
]
