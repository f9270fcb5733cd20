"""Addresses of the API's schema and of the page that explains it, inside a vendor's site."""

from django.urls import path

from portal.web import api_views

app_name = "api_guide"
urlpatterns = [
    path("api/schema/", api_views.Schema.as_view(), name="schema"),
    path("api-guide/", api_views.guide, name="guide"),
]
