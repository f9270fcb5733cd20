"""Addresses of claims inside a vendor's site."""

from django.urls import path

from credits.claims import recording, views

app_name = "claims"
urlpatterns = [
    path("", views.claims, name="list"),
    path("limit/", views.limit, name="limit"),
    path("new/<int:outage>/", views.new, name="new"),
    path("recording/<int:message>/", recording.recording, name="recording"),
    path("<int:claim>/", views.one, name="claim"),
    path("<int:claim>/decision/", views.decide, name="decide"),
    path("<int:claim>/completion/", views.complete, name="complete"),
]
