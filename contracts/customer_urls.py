"""Addresses of the vendor's customers and where they are, inside its site."""

from django.urls import path

from contracts.views import customers

app_name = "customers"
urlpatterns = [
    path("", customers.customers, name="list"),
    path("new/", customers.new, name="new"),
    path("<int:pk>/", customers.customer, name="edit"),
]
