"""Addresses to which other systems post with a token, without sign-in."""

from django.urls import path

from availability.views import receiving

urlpatterns = [
    path("monitoring/<slug:noun>/", receiving.receive, name="monitoring_by_header"),
    path("monitoring/<slug:noun>/<str:address>/", receiving.receive, name="monitoring_by_address"),
]
