"""Sundial's ground: tenancy, audit, notices, web. Apps above are named only as strings."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
