"""Addresses of the pages of a person's feeds inside a vendor's site."""

from django.urls import path

from portal.feeds import views

app_name = "feeds"
urlpatterns = [
    path("", views.overview, name="list"),
    path("addresses/<int:pk>/revocation/", views.revocation, name="revocation"),
    path("<slug:name>/", views.one, name="one"),
    path("<slug:kind>/<int:thing>/", views.of, name="of"),
]
