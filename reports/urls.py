"""The combined home, over all of a person's vendors, and the operator's page."""

from django.urls import path

from reports import home, operations

urlpatterns = [
    path("", home.combined, name="home"),
    path("operations/", operations.operations, name="operations"),
]
