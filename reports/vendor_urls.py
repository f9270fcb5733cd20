"""The home page inside one vendor's site."""

from django.urls import path

from reports import home

urlpatterns = [path("", home.vendor, name="vendor_home")]
