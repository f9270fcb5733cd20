"""Addresses of months in the API of a vendor's site."""

from django.urls import path

from availability import month_api
from availability.api import closings, slow

app_name = "months_api"
urlpatterns = [
    path("availability/closings/", closings.Closings.as_view(), name="closings"),
    path("availability/closings/<int:closing>/", closings.OneRun.as_view(), name="run"),
    path(
        "availability/<int:contract>/<str:month>/closings/",
        closings.Signatures.as_view(),
        name="signatures",
    ),
    path(
        "availability/<int:contract>/<str:month>/slow-days/",
        slow.SlowDays.as_view(),
        name="slow",
    ),
    path(
        "availability/<int:contract>/<str:month>/", month_api.ContractMonth.as_view(), name="month"
    ),
]
