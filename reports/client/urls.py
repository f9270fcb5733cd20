"""Addresses of customers' incident reports inside a vendor's site."""

from django.urls import path

from reports.client import views
from reports.client.api import ClientReport

app_name = "client_report"
urlpatterns = [
    path("reports/incidents/", views.report, name="report"),
    path("reports/incidents/report.<str:form>", views.report_file, name="file"),
    path("api/reports/incidents/", ClientReport.as_view(), name="api"),
]
