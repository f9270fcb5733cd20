"""Addresses of what the vendor owes besides incidents, inside its site."""

from django.urls import path

from contracts.views import obligations

app_name = "obligations"
urlpatterns = [
    path("", obligations.overview, name="list"),
    path("requests/", obligations.requests, name="requests"),
    path("changes/", obligations.changes, name="changes"),
    path("<int:pk>/", obligations.detail, name="detail"),
    path("<int:pk>/fulfilment/", obligations.deed, {"noun": "fulfilment"}, name="fulfilment"),
    path("<int:pk>/withdrawal/", obligations.deed, {"noun": "withdrawal"}, name="withdrawal"),
]
