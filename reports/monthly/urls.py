"""Addresses of monthly SLA reports, and of all issued ones, inside a vendor's site."""

from django.urls import path

from reports.monthly import issued_views, views
from reports.monthly.api import (
    ContractReport,
    IssuedReports,
    OneIssuedReport,
    Restating,
    Verification,
)

app_name = "monthly"
urlpatterns = [
    path("reports/", views.overview, name="list"),
    path("reports/verifying/", issued_views.verify, name="verify"),
    path("reports/contracts/<int:pk>/<str:month>/", views.month, name="month"),
    path("reports/contracts/<int:pk>/<str:month>/issue/", views.issue, name="issue"),
    path("reports/contracts/<int:pk>/<str:month>/report.<str:form>", views.month_file, name="file"),
    path("reports/issued/<int:report>/restatement/", issued_views.restatement, name="restatement"),
    path("reports/issued/<int:report>/<int:version>/", issued_views.issued, name="issued"),
    path(
        "reports/issued/<int:report>/<int:version>/report.<str:form>",
        issued_views.issued_file,
        name="issued_file",
    ),
    path("api/reports/", IssuedReports.as_view(), name="api_list"),
    path("api/reports/verification/", Verification.as_view(), name="api_verify"),
    path("api/reports/contracts/<int:contract>/<str:month>/", ContractReport.as_view(), name="api"),
    path(
        "api/reports/issued/<int:report>/restatement/",
        Restating.as_view(),
        name="api_restatement",
    ),
    path(
        "api/reports/issued/<int:report>/<int:version>/",
        OneIssuedReport.as_view(),
        name="api_issued",
    ),
]
