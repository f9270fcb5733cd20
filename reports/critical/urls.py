"""Addresses of critical incidents' reports inside a vendor's site; before those of deeds."""

from django.urls import path

from reports.critical import views
from reports.critical.api import OneReport, ReportDeed, Reports
from reports.critical.files_api import DraftDocument, IssueDocument

app_name = "critical"
urlpatterns = [
    path("incident-reports/", views.overview, name="list"),
    path("incidents/<str:number>/report/", views.report, name="report"),
    path("incidents/<str:number>/report/drafting/", views.drafting, name="drafting"),
    path("incidents/<str:number>/report/draft.pdf", views.draft_pdf, name="draft_pdf"),
    path("incidents/<str:number>/report/<int:issue>/", views.issue, name="issue"),
    path("incidents/<str:number>/report/<int:issue>.pdf", views.issue_pdf, name="issue_pdf"),
    path("incidents/<str:number>/report/<slug:noun>/", views.deed, name="deed"),
    path("api/incident-reports/", Reports.as_view(), name="api_list"),
    path("api/incidents/<str:number>/report/", OneReport.as_view(), name="api"),
    path(
        "api/incidents/<str:number>/report/draft.pdf", DraftDocument.as_view(), name="api_draft_pdf"
    ),
    path(
        "api/incidents/<str:number>/report/<int:issue>.pdf",
        IssueDocument.as_view(),
        name="api_issue_pdf",
    ),
    path("api/incidents/<str:number>/report/<slug:noun>/", ReportDeed.as_view(), name="api_deed"),
]
