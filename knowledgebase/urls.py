"""Addresses of the knowledge base. Those below `public/` may be open to everybody."""

from django.urls import path

from knowledgebase.views import archive, desk, reading, writing

app_name = "knowledge"
urlpatterns = [
    path("", reading.overview, name="list"),
    path("public/", reading.public, name="public"),
    path("public/<slug:title>/", reading.public_article, name="public_article"),
    path(
        "public/<slug:title>/pictures/<int:picture>/",
        reading.public_picture,
        name="public_picture",
    ),
    path("new/", writing.new, name="new"),
    path("review/", desk.review, name="review"),
    path("missing/", desk.missing, name="missing"),
    path("files/", archive.files, name="files"),
    path("files/articles.zip", archive.articles_zip, name="articles_zip"),
    path("files/<int:pk>/", archive.found, name="file"),
    path("files/<int:pk>/confirmation/", archive.confirmation, name="file_confirmation"),
    path("files/<int:pk>/discarding/", archive.discarding, name="file_discarding"),
    path("articles/<slug:title>/", reading.article, name="article"),
    path("articles/<slug:title>/feedback/", reading.feedback, name="feedback"),
    path("articles/<slug:title>/making/", writing.making, name="making"),
    path("articles/<slug:title>/edit/", writing.edit, name="edit"),
    path("articles/<slug:title>/pictures/", writing.pictures, name="pictures"),
    path("articles/<slug:title>/pictures/<int:picture>/", reading.picture, name="picture"),
    path("articles/<slug:title>/revisions/<int:edition>/", writing.revision, name="revision"),
    path("articles/<slug:title>/<slug:noun>/", writing.deed, name="deed"),
]
