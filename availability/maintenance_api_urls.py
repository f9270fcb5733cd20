"""Addresses of the API of maintenance inside a vendor's site."""

from django.urls import path

from availability.api import maintenance

app_name = "maintenance_api"
urlpatterns = [
    path("maintenance/", maintenance.Works.as_view(), name="list"),
    path("maintenance/preview/", maintenance.Preview.as_view(), name="preview"),
    path("maintenance/<int:work>/", maintenance.OneWork.as_view(), name="work"),
    path("maintenance/<int:work>/changes/", maintenance.Changes.as_view(), name="changes"),
    path("maintenance/<int:work>/<slug:noun>/", maintenance.WorkDeed.as_view(), name="deed"),
]
