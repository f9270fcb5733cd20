"""Addresses of one incident's clocks inside a vendor's site."""

from django.urls import path

from sla.api import Clocks
from sla.views.explained import explained

app_name = "clocks"
urlpatterns = [
    path("incidents/<str:number>/clocks/", explained, name="explained"),
    path("api/incidents/<str:number>/clocks/", Clocks.as_view(), name="api"),
]
