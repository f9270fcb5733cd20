"""Addresses of saved views, beneath the queue."""

from django.urls import path

from incidents.views import saved_views

app_name = "views"
urlpatterns = [
    path("", saved_views.views, name="list"),
    path("<int:pk>/", saved_views.naming, name="naming"),
    path("<int:pk>/ending/", saved_views.ending, name="ending"),
    path("<int:pk>/sharing/", saved_views.sharing, name="sharing"),
    path("<int:pk>/place/", saved_views.place, name="place"),
]
