"""What all pages share: requests, layout, template tags, errors, probes."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "portal.web"
    label = "web"
