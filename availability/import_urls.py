"""Addresses of files of outages and of maintenance."""

from django.urls import path

from availability.views import imports

app_name = "outage_imports"
urlpatterns = [
    path("", imports.imports, name="list"),
    path("<int:pk>/", imports.found, name="import"),
    path("<int:pk>/mapping/", imports.mapping, name="mapping"),
    path("<int:pk>/confirmation/", imports.confirmation, name="confirmation"),
]
