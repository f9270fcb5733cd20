"""Addresses of articles in the API."""

from django.urls import path

from knowledgebase.api import ArticleDeed, ArticleFeedback, Articles, OneArticle

app_name = "knowledge_api"
urlpatterns = [
    path("articles/", Articles.as_view(), name="articles"),
    path("articles/<slug:title>/", OneArticle.as_view(), name="article"),
    path("articles/<slug:title>/feedback/", ArticleFeedback.as_view(), name="feedback"),
    path("articles/<slug:title>/<slug:noun>/", ArticleDeed.as_view(), name="deed"),
]
