"""Addresses of the API of releases and instances inside a vendor's site."""

from django.urls import path

from contracts import api

app_name = "products_api"
urlpatterns = [
    path("releases/", api.Releases.as_view(), name="releases"),
    path("instances/", api.Instances.as_view(), name="instances"),
]
