"""Addresses of months and of closing them, inside a vendor's site."""

from django.urls import path

from availability.views import closing_runs, closings, months, slow

app_name = "months"
urlpatterns = [
    path("", months.overview, name="overview"),
    path("closings/", closing_runs.closings, name="closings"),
    path("closings/<int:closing>/", closing_runs.run, name="run"),
    path("<int:pk>/<str:month>/", months.month, name="month"),
    path("<int:pk>/<str:month>/figures.csv", months.sheet_of, name="sheet"),
    path("<int:pk>/<str:month>/slow-days/", slow.slow_days, name="slow"),
    path("<int:pk>/<str:month>/closing/", closings.closing, name="closing"),
    path("<int:pk>/<str:month>/closings/<int:number>/", closings.kept, name="kept"),
]
