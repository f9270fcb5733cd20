"""Addresses of one incident's clocks inside a vendor's site."""

from django.urls import path

from sla.api import Clocks, SeverityPreview
from sla.views.explained import explained
from sla.views.severity import severity

app_name = "clocks"
urlpatterns = [
    path("incidents/<str:number>/clocks/", explained, name="explained"),
    path("incidents/<str:number>/severity-preview/", severity, name="severity"),
    path("api/incidents/<str:number>/clocks/", Clocks.as_view(), name="api"),
    path(
        "api/incidents/<str:number>/severity-preview/",
        SeverityPreview.as_view(),
        name="severity_api",
    ),
]
