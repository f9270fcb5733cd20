"""Django's admin for operators: one vendor at a time, for reading only, every look recorded."""

from django.apps import AppConfig


class OperatorAdminConfig(AppConfig):
    name = "portal.admin"
    label = "operator_admin"
