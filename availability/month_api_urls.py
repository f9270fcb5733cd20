"""Addresses of months in the API of a vendor's site."""

from django.urls import path

from availability import month_api

app_name = "months_api"
urlpatterns = [
    path(
        "availability/<int:contract>/<str:month>/", month_api.ContractMonth.as_view(), name="month"
    ),
]
