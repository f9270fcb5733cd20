"""Addresses around the conversation of an incident; before those of its deeds."""

from django.urls import path

from incidents.views import drafts, macros, news

app_name = "conversation"
urlpatterns = [
    path("drafts/", drafts.keep, name="keep_draft"),
    path("drafts/discarding/", drafts.discard, name="discard_draft"),
    path("colleagues/", news.colleagues, name="colleagues"),
    path("incidents/<str:number>/news/", news.news, name="news"),
    path("incidents/<str:number>/macros/<int:pk>/", macros.words, name="macro_words"),
    path("macros/", macros.overview, name="macros"),
    path("macros/new/", macros.new, name="new_macro"),
    path("macros/<int:pk>/", macros.one, name="macro"),
    path("macros/<int:pk>/archiving/", macros.archiving, name="archive_macro"),
]
