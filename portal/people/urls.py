"""Addresses of the people pages inside a vendor's site."""

from django.urls import path

from portal.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("<int:pk>/ending/", views.ending, name="ending"),
]
