"""Addresses of maintenance inside a vendor's site."""

from django.urls import path

from availability.views import maintenance, maintenance_planner

app_name = "maintenance"
urlpatterns = [
    path("", maintenance.works, name="list"),
    path("calendar/", maintenance.month, name="calendar"),
    path("new/", maintenance_planner.plan, name="plan"),
    path("preview/", maintenance_planner.live, name="preview"),
    path("<int:work>/", maintenance.detail, name="work"),
    path("<int:work>/change/", maintenance_planner.change, name="change"),
    path("<int:work>/calendar.ics", maintenance.calendar, name="file"),
    path("<int:work>/<slug:noun>/", maintenance.deed, name="deed"),
]
