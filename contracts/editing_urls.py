"""Addresses of the agreement's next version, and of single versions, inside a vendor's site."""

from django.urls import path

from contracts.views import editing, published

app_name = "editing"
urlpatterns = [
    path("draft/", editing.edit, name="edit"),
    path("draft/publication/", editing.preview, name="preview"),
    path("draft/file/", editing.upload, name="upload"),
    path("draft/base/", editing.rebase, name="rebase"),
    path("draft/discarding/", editing.discarding, name="discarding"),
    path("versions/<int:pk>/", published.version, name="version"),
    path("versions/<int:pk>/file/", published.file, name="file"),
]
