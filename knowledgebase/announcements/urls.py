"""Addresses of announcements."""

from django.urls import path

from knowledgebase.announcements import making, views

app_name = "announcements"
urlpatterns = [
    path("", views.overview, name="list"),
    path("reading/", views.reading, name="reading"),
    path("new/", making.new, name="new"),
    path("making/", making.making, name="making"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/edit/", making.edit, name="edit"),
    path("<int:pk>/history/", making.history, name="history"),
    path("<int:pk>/<slug:noun>/", making.deed, name="deed"),
]
