"""Address of the one search box."""

from django.urls import path

from portal.web.finder_views import find

app_name = "finder"
urlpatterns = [path("", find, name="find")]
