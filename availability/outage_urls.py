"""Addresses of outages inside a vendor's site."""

from django.urls import path

from availability.views import outage_deeds, outages

app_name = "outages"
urlpatterns = [
    path("", outages.outages, name="list"),
    path("new/", outages.declare, name="declare"),
    path("<int:outage>/", outages.one, name="outage"),
    path("<int:outage>/correction/", outages.correct, name="correct"),
    path("<int:outage>/exclusions/", outage_deeds.propose, name="propose"),
    path(
        "<int:outage>/exclusions/<int:pk>/<slug:noun>/",
        outage_deeds.exclusion_deed,
        name="exclusion_deed",
    ),
    path("<int:outage>/<slug:noun>/", outage_deeds.deed, name="deed"),
]
