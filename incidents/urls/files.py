"""Addresses of the files of an incident, inside a vendor's site."""

from django.urls import path

from incidents.views import files

app_name = "files"
urlpatterns = [
    path("incidents/<str:number>/files/<int:pk>/", files.download, name="download"),
    path("incidents/<str:number>/files/<int:pk>/preview/", files.preview, name="preview"),
]
