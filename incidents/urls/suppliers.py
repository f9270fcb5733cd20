"""Addresses of suppliers inside a vendor's site."""

from django.urls import path

from incidents.views import suppliers

app_name = "suppliers"
urlpatterns = [
    path("", suppliers.overview, name="list"),
    path("new/", suppliers.add, name="add"),
    path("<int:pk>/", suppliers.detail, name="detail"),
    path("<int:pk>/agreements/", suppliers.sign, name="sign"),
    path("<int:pk>/shares/", suppliers.share, name="share"),
    path("<int:pk>/ending/", suppliers.ending, name="ending"),
]
