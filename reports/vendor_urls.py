"""The home page inside one vendor's site, reports of incidents, and a quarterly review's pack."""

from django.urls import include, path

from reports import home, review_page

urlpatterns = [
    path("", home.vendor, name="vendor_home"),
    path("", include("reports.critical.urls")),
    path("contracts/calendar/<int:pk>/pack/", review_page.review_pack, name="review_pack"),
]
