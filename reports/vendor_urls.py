"""The home page inside one vendor's site, and reports of every kind."""

from django.urls import include, path

from reports import home, review_page

urlpatterns = [
    path("", home.vendor, name="vendor_home"),
    path("", include("reports.critical.urls")),
    path("", include("reports.client.urls")),
    path("", include("reports.portfolio.urls")),
    path("", include("reports.quarterly.urls")),
    path("", include("reports.schedules.urls")),
    path("", include("reports.bundles.urls")),
    path("", include("reports.monthly.urls")),
    path("contracts/calendar/<int:pk>/pack/", review_page.review_pack, name="review_pack"),
]
