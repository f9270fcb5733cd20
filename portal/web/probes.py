"""Probes for supervisors: is the process alive, is it ready to serve. No detail for strangers."""

import structlog
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.tenancy.database_role import privileges_of_role

log = structlog.get_logger(__name__)


@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether database, schema, role and cache are as they must be; the log says what not."""
    try:
        trouble = _trouble()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer is "not ready"
        trouble = f"{type(error).__name__}: {error}"
    if trouble:
        log.error("not ready", trouble=trouble)
        return HttpResponse("not ready\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")


def _trouble() -> str:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "migrations are missing"
    if privileges := privileges_of_role():
        return f"the database role {' and '.join(privileges)}"
    cache.set("readyz", 1, timeout=5)
    return ""
