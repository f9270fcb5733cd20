"""Addresses of incidents inside a vendor's site."""

from django.urls import path

from incidents.views import bulk, deeds, detail, knowing, lists, raising, telephone

app_name = "incidents"
urlpatterns = [
    path("queue/", lists.queue, name="queue"),
    path("queue/rows/", lists.queue_rows, name="queue_rows"),
    path("queue/bulk/", bulk.preview, name="bulk"),
    path("queue/bulk/application/", bulk.application, name="bulk_application"),
    path("queue/bulk/undoing/", bulk.undoing, name="bulk_undoing"),
    path("search/", lists.search_help, name="search_help"),
    path("incidents/", lists.listing, name="list"),
    path("incidents/new/", raising.new, name="raise"),
    path("incidents/telephone/", telephone.call, name="telephone"),
    path("incidents/offers/", knowing.offers, name="offers"),
    path("incidents/offers/solution/", knowing.solution, name="offers_solution"),
    path("incidents/<str:number>/articles/", knowing.articles, name="articles"),
    path("incidents/<str:number>/article-draft/", knowing.article_draft, name="article_draft"),
    path("incidents/<str:number>/", detail.detail, name="detail"),
    path("incidents/<str:number>/<slug:noun>/", deeds.deed, name="deed"),
]
