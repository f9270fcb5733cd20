"""Addresses of On-Demand tokens inside a vendor's site."""

from django.urls import path

from contracts.views import tokens

app_name = "tokens"
urlpatterns = [
    path("", tokens.overview, name="list"),
    path("<int:pk>/", tokens.statement, name="statement"),
    path("<int:pk>/purchases/", tokens.purchases, name="purchases"),
    path("<int:pk>/draws/", tokens.draws, name="draws"),
    path("<int:pk>/draws/<int:move>/reversal/", tokens.reversal, name="reversal"),
]
