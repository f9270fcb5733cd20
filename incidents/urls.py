"""Addresses of incidents inside a vendor's site."""

from django.urls import path

from incidents.views import deeds, detail, lists, raising

app_name = "incidents"
urlpatterns = [
    path("queue/", lists.queue, name="queue"),
    path("incidents/", lists.listing, name="list"),
    path("incidents/new/", raising.new, name="raise"),
    path("incidents/<str:number>/", detail.detail, name="detail"),
    path("incidents/<str:number>/<slug:noun>/", deeds.deed, name="deed"),
]
