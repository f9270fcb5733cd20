"""The address of the vendor's escalations inside its site."""

from django.urls import path

from incidents.views import escalations

app_name = "escalations"
urlpatterns = [path("", escalations.escalations, name="list")]
