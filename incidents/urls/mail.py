"""Addresses of mails that came in, inside a vendor's site."""

from django.urls import path

from incidents.views import mail

app_name = "mail"
urlpatterns = [
    path("", mail.overview, name="list"),
    path("<int:pk>/", mail.detail, name="detail"),
    path("<int:pk>/source/", mail.source, name="source"),
    path("<int:pk>/<slug:noun>/", mail.deed, name="deed"),
]
