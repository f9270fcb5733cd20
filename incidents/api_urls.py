"""Addresses of the API inside a vendor's site."""

from django.urls import path

from incidents import api

app_name = "api"
urlpatterns = [
    path("incidents/", api.Incidents.as_view(), name="incidents"),
    path("incidents/<str:number>/", api.OneIncident.as_view(), name="incident"),
    path("incidents/<str:number>/<slug:noun>/", api.Deed.as_view(), name="deed"),
]
