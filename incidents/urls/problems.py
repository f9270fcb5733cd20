"""Addresses of problems and change requests inside a vendor's site."""

from django.urls import path

from incidents.views import problems, topics

app_name = "problems"
urlpatterns = [
    path("", problems.problems, name="list"),
    path("from-topics/<int:topic>/", topics.from_topic, name="from_topic"),
    path("<int:problem>/", problems.one, name="problem"),
    path("<int:problem>/<slug:noun>/", problems.deed, name="deed"),
    path("changes/<int:change>/<slug:noun>/", problems.change_deed, name="change_deed"),
]
