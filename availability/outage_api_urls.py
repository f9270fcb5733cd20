"""Addresses of the API of outages inside a vendor's site."""

from django.urls import path

from availability.api import outage_deeds, outages

app_name = "outages_api"
urlpatterns = [
    path("outages/", outages.Outages.as_view(), name="list"),
    path("outages/<int:outage>/", outages.OneOutage.as_view(), name="outage"),
    path("outages/<int:outage>/corrections/", outages.Corrections.as_view(), name="correct"),
    path("outages/<int:outage>/exclusions/", outage_deeds.Exclusions.as_view(), name="exclusions"),
    path(
        "outages/<int:outage>/exclusions/<int:pk>/<slug:noun>/",
        outage_deeds.ExclusionDeed.as_view(),
        name="exclusion_deed",
    ),
    path("outages/<int:outage>/<slug:noun>/", outage_deeds.OutageDeed.as_view(), name="deed"),
]
