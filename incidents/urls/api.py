"""Addresses of the API inside a vendor's site."""

from django.urls import path

from incidents.api import (
    calls,
    desk,
    drafts,
    files,
    following,
    incidents,
    knowing,
    macros,
    mail,
    problems,
    saved_views,
    suppliers,
    topics,
)

app_name = "api"
urlpatterns = [
    path("calls/", calls.Calls.as_view(), name="calls"),
    path("problems/", problems.Problems.as_view(), name="problems"),
    path(
        "problems/from-topics/<int:topic>/",
        topics.TopicRequested.as_view(),
        name="problem_from_topic",
    ),
    path("problems/<int:problem>/", problems.OneProblem.as_view(), name="problem"),
    path(
        "problems/<int:problem>/<slug:noun>/",
        problems.ProblemDeed.as_view(),
        name="problem_deed",
    ),
    path(
        "problems/changes/<int:change>/<slug:noun>/",
        problems.ChangeDeed.as_view(),
        name="change_deed",
    ),
    path("mail/", mail.Mails.as_view(), name="mails"),
    path("mail/<int:pk>/", mail.OneMail.as_view(), name="mail"),
    path("mail/<int:pk>/<slug:noun>/", mail.MailDeed.as_view(), name="mail_deed"),
    path("macros/", macros.Macros.as_view(), name="macros"),
    path("macros/<int:pk>/", macros.OneMacro.as_view(), name="macro"),
    path("macros/<int:pk>/archiving/", macros.Archiving.as_view(), name="archive_macro"),
    path("views/", saved_views.SavedViews.as_view(), name="saved_views"),
    path("views/<int:pk>/<slug:noun>/", saved_views.ViewDeed.as_view(), name="view_deed"),
    path("bulk/", desk.Bulk.as_view(), name="bulk"),
    path("bulk/undoing/", desk.BulkUndoing.as_view(), name="bulk_undoing"),
    path("escalations/", desk.Escalations.as_view(), name="escalations"),
    path("drafts/", drafts.Drafts.as_view(), name="drafts"),
    path("drafts/<slug:place>/", drafts.OneDraft.as_view(), name="draft"),
    path("suppliers/", suppliers.Suppliers.as_view(), name="suppliers"),
    path("suppliers/given/", suppliers.Given.as_view(), name="given_suppliers"),
    path("suppliers/<int:pk>/", suppliers.OneSupplier.as_view(), name="supplier"),
    path("suppliers/<int:pk>/<slug:noun>/", suppliers.SupplierDeed.as_view(), name="supplier_deed"),
    path("incidents/", incidents.Incidents.as_view(), name="incidents"),
    path("incidents/<str:number>/", incidents.OneIncident.as_view(), name="incident"),
    path("offers/", knowing.Offers.as_view(), name="offers"),
    path("offers/solution/", knowing.Solved.as_view(), name="offers_solution"),
    path(
        "incidents/<str:number>/articles/",
        knowing.IncidentArticles.as_view(),
        name="incident_articles",
    ),
    path("incidents/<str:number>/files/<int:pk>/", files.File.as_view(), name="file"),
    path("incidents/<str:number>/news/", following.News.as_view(), name="news"),
    path("incidents/<str:number>/watchers/", following.Watchers.as_view(), name="watchers"),
    path(
        "incidents/<str:number>/drafts/<slug:place>/",
        drafts.OneDraft.as_view(),
        name="incident_draft",
    ),
    path("incidents/<str:number>/<slug:noun>/", incidents.Deed.as_view(), name="deed"),
]
