"""Addresses of the search, the schema and its guide, inside a vendor's site."""

from django.urls import path

from portal.web import api_views, finder_api

app_name = "api_guide"
urlpatterns = [
    path("api/schema/", api_views.Schema.as_view(), name="schema"),
    path("api/find/", finder_api.Find.as_view(), name="find"),
    path("api-guide/", api_views.guide, name="guide"),
]
