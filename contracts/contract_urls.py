"""Addresses of contracts inside a vendor's site."""

from django.urls import path

from contracts.views import contract, contracts

app_name = "contract"
urlpatterns = [
    path("", contracts.contracts, name="list"),
    path("new/", contracts.new, name="new"),
    path("<int:pk>/", contract.contract, name="detail"),
    path("<int:pk>/renewal/", contract.renewal, name="renewal"),
    path("<int:pk>/fees/", contract.fees, name="fees"),
    path("<int:pk>/ending/", contract.ending, name="ending"),
    path("<int:pk>/products/", contract.products, name="products"),
]
