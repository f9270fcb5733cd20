"""Addresses of the agreement pages inside a vendor's site."""

from django.urls import path

from contracts import views

app_name = "contracts"
urlpatterns = [path("", views.agreement, name="agreement")]
