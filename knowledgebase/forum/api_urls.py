"""Addresses of the forum in the API."""

from django.urls import path

from knowledgebase.forum.api import (
    Decision,
    OneTopic,
    OwnName,
    PostDeed,
    Reports,
    SwitchView,
    TopicDeed,
    Topics,
)

app_name = "forum_api"
urlpatterns = [
    path("topics/", Topics.as_view(), name="topics"),
    path("topics/<int:topic>/", OneTopic.as_view(), name="topic"),
    path("topics/<int:topic>/<slug:noun>/", TopicDeed.as_view(), name="deed"),
    path("posts/<int:post>/<slug:noun>/", PostDeed.as_view(), name="post_deed"),
    path("reports/", Reports.as_view(), name="reports"),
    path("reports/<int:reported>/decision/", Decision.as_view(), name="decision"),
    path("name/", OwnName.as_view(), name="name"),
    path("<slug:noun>/", SwitchView.as_view(), name="switch"),
]
