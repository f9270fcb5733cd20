"""Address of the API of backups inside a vendor's site."""

from django.urls import path

from availability.api import backups

app_name = "backups_api"
urlpatterns = [path("backups/", backups.Backups.as_view(), name="list")]
