"""Addresses of articles in the API."""

from django.urls import path

from knowledgebase import archive_api
from knowledgebase.api import ArticleDeed, ArticleFeedback, Articles, OneArticle

app_name = "knowledge_api"
urlpatterns = [
    path("article-files/", archive_api.ArticleFiles.as_view(), name="files"),
    path("article-files/export/", archive_api.ArticleExport.as_view(), name="export"),
    path("article-files/<int:pk>/", archive_api.OneArticleFile.as_view(), name="file"),
    path(
        "article-files/<int:pk>/confirmation/",
        archive_api.ArticleFileConfirmation.as_view(),
        name="file_confirmation",
    ),
    path("articles/", Articles.as_view(), name="articles"),
    path("articles/<slug:title>/", OneArticle.as_view(), name="article"),
    path("articles/<slug:title>/feedback/", ArticleFeedback.as_view(), name="feedback"),
    path("articles/<slug:title>/<slug:noun>/", ArticleDeed.as_view(), name="deed"),
]
