"""Addresses of monitoring inside a vendor's site."""

from django.urls import path

from availability.views import monitor_probes, monitors, proposals

app_name = "monitoring"
urlpatterns = [
    path("", monitors.overview, name="overview"),
    path("suspected/", proposals.proposals, name="proposals"),
    path("suspected/new/", proposals.suspect, name="suspect"),
    path("suspected/<int:pk>/", proposals.proposal, name="proposal"),
    path("suspected/<int:pk>/<slug:noun>/", proposals.deed, name="proposal_deed"),
    path("services/new/", monitors.add_service, name="add_service"),
    path("services/<int:pk>/", monitors.service, name="service"),
    path("services/<int:pk>/ending/", monitors.retire_service, name="retire_service"),
    path("services/<int:pk>/components/", monitors.add_component, name="add_component"),
    path("components/<int:pk>/", monitors.component, name="component"),
    path("components/<int:pk>/probes/<slug:noun>/", monitor_probes.add, name="add_probe"),
    path("components/<int:pk>/<slug:noun>/", monitors.component_deed, name="component_deed"),
    path("probes/<int:pk>/", monitor_probes.probe, name="probe"),
    path("probes/<int:pk>/trial/", monitor_probes.trial, name="trial"),
    path("probes/<int:pk>/tokens/", monitor_probes.add_heartbeat_token, name="heartbeat_token"),
    path("tokens/new/", monitor_probes.add_token, name="add_token"),
    path("tokens/<int:pk>/ending/", monitor_probes.revoke_token, name="revoke_token"),
]
