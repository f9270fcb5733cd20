"""The Celery application. The broker only wakes workers; what is due stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("sundial")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
for module in ("import_tasks", "maintenance_tasks"):
    app.autodiscover_tasks(["availability"], related_name=module)
