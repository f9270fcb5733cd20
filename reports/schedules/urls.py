"""Addresses of schedules inside a vendor's site."""

from django.urls import path

from reports.schedules import views
from reports.schedules.api import OneSchedule, Schedules, ScheduleTurn

app_name = "schedules"
urlpatterns = [
    path("reports/schedules/", views.overview, name="list"),
    path("reports/schedules/new/", views.new, name="new"),
    path("reports/schedules/<int:pk>/", views.detail, name="detail"),
    path("reports/schedules/<int:pk>/sent/<int:run>.<str:form>", views.sent, name="sent"),
    path("reports/schedules/<int:pk>/<slug:noun>/", views.turn, name="turn"),
    path("api/schedules/", Schedules.as_view(), name="api_list"),
    path("api/schedules/<int:pk>/", OneSchedule.as_view(), name="api"),
    path("api/schedules/<int:pk>/<slug:noun>/", ScheduleTurn.as_view(), name="api_turn"),
]
