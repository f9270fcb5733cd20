"""Addresses of the persons authorised to give instructions inside a vendor's site."""

from django.urls import path

from contracts.views import authorised

app_name = "authorised"
urlpatterns = [
    path("", authorised.overview, name="overview"),
    path("<int:customer>/", authorised.of_customer, name="of"),
    path("<int:customer>/requests/", authorised.requests, name="requests"),
    path("<int:customer>/<int:pk>/<slug:noun>/", authorised.decision, name="decision"),
]
