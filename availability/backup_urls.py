"""Addresses of backups."""

from django.urls import path

from availability.views import backups

app_name = "backups"
urlpatterns = [
    path("", backups.overview, name="list"),
    path("runs/", backups.runs, name="runs"),
]
