"""Addresses of the pages of products, releases and instances inside a vendor's site."""

from django.urls import path

from contracts.views import instance, instances, products

app_name = "products"
urlpatterns = [
    path("", products.products, name="list"),
    path("new/", products.new_product, name="new"),
    path("releases/", products.releases, name="releases"),
    path("releases/<int:pk>/", products.release, name="release"),
    path(
        "releases/<int:pk>/end-of-life/",
        products.release_deed,
        {"noun": "end_of_life"},
        name="end_of_life",
    ),
    path("releases/<int:pk>/day/", products.release_deed, {"noun": "day"}, name="day"),
    path("instances/", instances.instances, name="instances"),
    path("instances/new/", instances.new, name="new_instance"),
    path("instances/<int:pk>/", instance.instance, name="instance"),
    path("instances/<int:pk>/upgrade/", instance.deed, {"noun": "upgrade"}, name="upgrade"),
    path("instances/<int:pk>/setup/", instance.deed, {"noun": "setup"}, name="setup"),
    path("instances/<int:pk>/extension/", instance.deed, {"noun": "extension"}, name="extension"),
    path("instances/<int:pk>/ending/", instance.deed, {"noun": "ending"}, name="ending"),
]
