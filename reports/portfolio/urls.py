"""Addresses of the portfolio inside a vendor's site."""

from django.urls import path

from reports.portfolio import views
from reports.portfolio.api import Portfolio

app_name = "portfolio"
urlpatterns = [
    path("reports/portfolio/", views.overview, name="overview"),
    path("reports/portfolio/portfolio.csv", views.sheet, name="sheet"),
    path("api/portfolio/", Portfolio.as_view(), name="api"),
]
