"""Addresses of the API of monitoring inside a vendor's site."""

from django.urls import path

from availability.api import monitoring

app_name = "monitoring_api"
urlpatterns = [
    path("components/", monitoring.Components.as_view(), name="components"),
    path("components/<slug:slug>/days/", monitoring.Days.as_view(), name="days"),
    path("components/<slug:slug>/probes/", monitoring.Probes.as_view(), name="probes"),
    path("probes/<int:pk>/", monitoring.OneProbe.as_view(), name="probe"),
    path("monitor-tokens/", monitoring.Tokens.as_view(), name="tokens"),
    path("monitor-tokens/<int:pk>/", monitoring.OneToken.as_view(), name="token"),
    path("suspected/", monitoring.Proposals.as_view(), name="proposals"),
    path("suspected/<int:pk>/", monitoring.OneProposal.as_view(), name="proposal"),
    path("suspected/<int:pk>/<slug:noun>/", monitoring.ProposalDeed.as_view(), name="deed"),
]
