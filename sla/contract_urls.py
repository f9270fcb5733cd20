"""Addresses of what contracts stand on, inside a vendor's site."""

from django.urls import path

from sla.views import terms

app_name = "contract_terms"
urlpatterns = [path("<int:pk>/terms/", terms.of_contract, name="of")]
