"""The combined home, over all of a person's vendors."""

from django.urls import path

from reports import home

urlpatterns = [path("", home.combined, name="home")]
