"""Addresses of the API of credits inside a vendor's site."""

from django.urls import path

from credits.pages import api

app_name = "credits_api"
urlpatterns = [
    path("contracts/<int:pk>/ledger/", api.Ledger.as_view(), name="ledger"),
    path("contracts/<int:pk>/credits/", api.Credits.as_view(), name="credits"),
    path("contracts/<int:pk>/credits/<str:month>/", api.MonthCredits.as_view(), name="month"),
    path(
        "contracts/<int:pk>/credits/<str:month>/<slug:source>/<slug:noun>/",
        api.Deed.as_view(),
        name="deed",
    ),
    path("contracts/<int:pk>/chronic/", api.Chronic.as_view(), name="chronic"),
    path("ledger/<int:pk>/reversal/", api.Reversal.as_view(), name="reversal"),
    path("rights/<int:pk>/ending/", api.Ending.as_view(), name="ending"),
]
