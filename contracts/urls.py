"""Addresses of the agreement pages inside a vendor's site."""

from django.urls import path

from contracts.views import agreement, entitlements, versions

app_name = "contracts"
urlpatterns = [
    path("", agreement.agreement, name="agreement"),
    path("versions/", versions.versions, name="versions"),
    path("versions/comparison/", versions.comparison, name="comparison"),
    path("entitlements/", entitlements.overview, name="entitlements"),
    path("entitlements/<int:pk>/", entitlements.of_contract, name="entitlements_of"),
    path("entitlements/<int:pk>/overrides/", entitlements.overrides, name="overrides"),
]
