"""Addresses of the API of claims inside a vendor's site."""

from django.urls import path

from credits.claims import api

app_name = "claims_api"
urlpatterns = [
    path("claims/", api.Claims.as_view(), name="list"),
    path("claims/<int:claim>/", api.OneClaim.as_view(), name="claim"),
    path("claims/<int:claim>/completion/", api.Completion.as_view(), name="complete"),
    path("claims/<int:claim>/decision/", api.Decision.as_view(), name="decide"),
]
