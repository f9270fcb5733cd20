"""Addresses of announcements in the API."""

from django.urls import path

from knowledgebase.announcements.api import (
    AnnouncementDeed,
    AnnouncementReading,
    Announcements,
    AnnouncementsReading,
    OneAnnouncement,
)

app_name = "announcements_api"
urlpatterns = [
    path("announcements/", Announcements.as_view(), name="list"),
    path("announcements/reading/", AnnouncementsReading.as_view(), name="read_all"),
    path("announcements/<int:pk>/", OneAnnouncement.as_view(), name="one"),
    path("announcements/<int:pk>/reading/", AnnouncementReading.as_view(), name="reading"),
    path("announcements/<int:pk>/<slug:noun>/", AnnouncementDeed.as_view(), name="deed"),
]
