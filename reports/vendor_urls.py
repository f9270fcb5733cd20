"""The home page inside one vendor's site, and the pack for a quarterly review."""

from django.urls import path

from reports import home, review_page

urlpatterns = [
    path("", home.vendor, name="vendor_home"),
    path("contracts/calendar/<int:pk>/pack/", review_page.review_pack, name="review_pack"),
]
