"""Addresses of credits inside a vendor's site."""

from django.urls import path

from credits.pages import settling, views

app_name = "credits"
urlpatterns = [
    path("", views.register, name="register"),
    path("contracts/<int:pk>/", views.statement, name="statement"),
    path("contracts/<int:pk>/statement.csv", views.sheet, name="sheet"),
    path("contracts/<int:pk>/<str:month>/", views.month, name="month"),
    path("contracts/<int:pk>/<str:month>/posting/", settling.posting, name="posting"),
    path("contracts/<int:pk>/<str:month>/<slug:source>/", views.credit, name="credit"),
    path("contracts/<int:pk>/<str:month>/<slug:source>/<slug:noun>/", settling.deed, name="deed"),
    path("entries/<int:pk>/reversal/", settling.reversal, name="reversal"),
    path("rights/<int:pk>/ending/", settling.ending, name="ending"),
]
