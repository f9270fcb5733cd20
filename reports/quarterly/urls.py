"""Addresses of quarterly reviews' packs inside a vendor's site."""

from django.urls import path

from reports import review_page
from reports.quarterly.api import Review

app_name = "reviews"
urlpatterns = [
    path("contracts/calendar/<int:pk>/pack/issue/", review_page.issue, name="issue"),
    path("contracts/calendar/<int:pk>/pack/pack.<str:form>", review_page.review_file, name="file"),
    path("api/reviews/<int:pk>/", Review.as_view(), name="api"),
]
