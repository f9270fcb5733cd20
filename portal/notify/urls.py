"""Addresses of notifications inside a vendor's site."""

from django.urls import path

from portal.notify import views

app_name = "notifications"
urlpatterns = [
    path("", views.notifications, name="list"),
    path("reading/", views.reading, name="reading"),
    path("<int:pk>/reading/", views.reading_one, name="reading_one"),
    path("preferences/", views.preferences, name="preferences"),
    path("mail/", views.mail_contents, name="mail_contents"),
    path("mail/warning/", views.warning, name="warning"),
]
