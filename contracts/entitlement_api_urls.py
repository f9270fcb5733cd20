"""Address of the API of entitlements inside a vendor's site."""

from django.urls import path

from contracts.entitlement_api import ContractEntitlements

app_name = "entitlements_api"
urlpatterns = [path("entitlements/", ContractEntitlements.as_view(), name="entitlements")]
