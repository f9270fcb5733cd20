"""Addresses of the API inside a vendor's site."""

from django.urls import path

from incidents import api, api_calls, api_macros, api_mail, api_problems, api_saved_views

app_name = "api"
urlpatterns = [
    path("calls/", api_calls.Calls.as_view(), name="calls"),
    path("problems/", api_problems.Problems.as_view(), name="problems"),
    path("problems/<int:problem>/", api_problems.OneProblem.as_view(), name="problem"),
    path(
        "problems/<int:problem>/<slug:noun>/",
        api_problems.ProblemDeed.as_view(),
        name="problem_deed",
    ),
    path(
        "problems/changes/<int:change>/<slug:noun>/",
        api_problems.ChangeDeed.as_view(),
        name="change_deed",
    ),
    path("mail/", api_mail.Mails.as_view(), name="mails"),
    path("mail/<int:pk>/", api_mail.OneMail.as_view(), name="mail"),
    path("mail/<int:pk>/<slug:noun>/", api_mail.MailDeed.as_view(), name="mail_deed"),
    path("macros/", api_macros.Macros.as_view(), name="macros"),
    path("macros/<int:pk>/archiving/", api_macros.Archiving.as_view(), name="archive_macro"),
    path("views/", api_saved_views.SavedViews.as_view(), name="saved_views"),
    path("incidents/", api.Incidents.as_view(), name="incidents"),
    path("incidents/<str:number>/", api.OneIncident.as_view(), name="incident"),
    path("incidents/<str:number>/<slug:noun>/", api.Deed.as_view(), name="deed"),
]
