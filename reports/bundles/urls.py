"""Addresses of ZIP files of reports inside a vendor's site."""

from django.urls import path

from reports.bundles import views
from reports.bundles.api import OneReportFile, ReportFiles

app_name = "report_files"
urlpatterns = [
    path("reports/files/", views.overview, name="list"),
    path("reports/files/beginning/", views.beginning, name="beginning"),
    path("reports/files/<int:pk>/", views.one, name="file"),
    path("reports/files/<int:pk>/reports.zip", views.content, name="content"),
    path("api/report-files/", ReportFiles.as_view(), name="api_list"),
    path("api/report-files/<int:pk>/", OneReportFile.as_view(), name="api"),
]
