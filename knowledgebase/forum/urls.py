"""Addresses of the forum; all but the switch are there only while it is open."""

from django.urls import path

from knowledgebase.forum.views import desk, posts, topics

app_name = "forum"
urlpatterns = [
    path("", topics.overview, name="list"),
    path("new/", topics.new, name="new"),
    path("name/", desk.name, name="name"),
    path("settings/", desk.settings, name="settings"),
    path("moderation/", desk.moderation, name="moderation"),
    path("moderation/<int:reported>/", desk.decision, name="decision"),
    path("topics/<int:topic>/", topics.one, name="topic"),
    path("topics/<int:topic>/<slug:noun>/", topics.deed, name="deed"),
    path("posts/<int:post>/revisions/", posts.revisions, name="revisions"),
    path("posts/<int:post>/<slug:noun>/", posts.deed, name="post_deed"),
]
