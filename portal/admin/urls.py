"""Addresses of the operators' admin, which belong to no vendor."""

from django.urls import path

from portal.admin import views
from portal.admin.site import operator_site

urlpatterns = [
    path("entry/", views.choose, name="operator_entry"),
    path("entry/end/", views.leave, name="operator_leave"),
    path("", operator_site().urls),
]
