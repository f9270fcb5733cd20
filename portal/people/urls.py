"""Addresses of the people pages inside a vendor's site."""

from django.urls import path

from portal.people import mail_views, roster_views, token_views, views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("people.csv", roster_views.sheet, name="sheet"),
    path("import/", roster_views.bring_in, name="import"),
    path("import/confirmation/", roster_views.confirmation, name="confirmation"),
    path("unreachable/<int:pk>/", mail_views.unreachable, name="unreachable"),
    path("unreachable/<int:pk>/trial/", mail_views.trial, name="trial"),
    path("tokens/", token_views.own, name="tokens"),
    path("tokens/<int:pk>/revocation/", token_views.revocation, name="token_revocation"),
    path("<int:pk>/tokens/", token_views.of_person, name="tokens_of"),
    path("<int:pk>/ending/", views.ending, name="ending"),
]
