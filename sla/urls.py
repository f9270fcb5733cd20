"""Addresses of attainment and of what is at risk, inside a vendor's site."""

from django.urls import path

from sla.views import at_risk, attainment

app_name = "sla"
urlpatterns = [
    path("attainment/", attainment.attainment, name="attainment"),
    path("attainment/figures.csv", attainment.figures_sheet, name="figures_sheet"),
    path("attainment/incidents/", attainment.incidents, name="incidents"),
    path("attainment/incidents.csv", attainment.incidents_sheet, name="incidents_sheet"),
    path("at-risk/", at_risk.at_risk, name="at_risk"),
]
