"""Addresses of the calendar of activities inside a vendor's site."""

from django.urls import path

from contracts.views import activities, managers

app_name = "activities"
urlpatterns = [
    path("", activities.agenda, name="agenda"),
    path("managers/", managers.managers, name="managers"),
    path("managers/<int:pk>/", managers.assignments, name="assignments"),
    path("<int:pk>/", activities.detail, name="detail"),
    path("<int:pk>/completion/", activities.deed, {"noun": "completion"}, name="completion"),
    path("<int:pk>/moving/", activities.deed, {"noun": "moving"}, name="moving"),
    path("<int:pk>/cancellation/", activities.deed, {"noun": "cancellation"}, name="cancellation"),
    path("<int:pk>/owner/", activities.deed, {"noun": "owner"}, name="owner"),
]
