"""Addresses of customers' people and seats inside a vendor's site."""

from django.urls import path

from contracts.views import seats

app_name = "contacts"
urlpatterns = [
    path("", seats.overview, name="overview"),
    path("<int:customer>/", seats.of_customer, name="of"),
    path("<int:customer>/invitations/", seats.invitations, name="invitations"),
    path("<int:customer>/invitations/<int:pk>/withdrawal/", seats.withdrawal, name="withdrawal"),
    path("<int:customer>/<int:pk>/ending/", seats.ending, name="ending"),
    path("<int:customer>/<int:pk>/replacement/", seats.replacement, name="replacement"),
]
