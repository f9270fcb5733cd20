"""The API explained to people, and its schema for programs (CO-10)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypedDict, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.web.described import answers
from portal.web.http import PortalRequest
from portal.web.openapi import BODY_PROBLEMS, PROBLEMS
from portal.web.schema import document


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the list of operations."""

    app: str
    method: str
    path: str
    words: str
    fields: tuple[tuple[str, bool], ...]  # what may be sent, and whether it is needed


class ServerShape(TypedDict):
    """Where the API of this vendor is."""

    url: str


class DocumentShape(TypedDict):
    """An OpenAPI document: see its specification for what its parts hold."""

    openapi: str
    info: dict[str, str]
    paths: dict[str, object]
    components: dict[str, object]
    servers: list[ServerShape]


class Schema(APIView):
    """What the API takes and answers, as OpenAPI 3.1."""

    @answers(DocumentShape)
    def get(self, request: Request) -> Response:
        """Show it."""
        portal = cast("PortalRequest", request._request)
        return Response({**document(), "servers": [{"url": _server(portal)}]})


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show how a program signs in, what goes wrong, and what there is."""
    portal = cast("PortalRequest", request)
    rows = sorted(_operations(document()), key=lambda row: (row.app, row.path, row.method))
    groups = [(app, list(found)) for app, found in groupby(rows, key=lambda row: row.app)]
    known = PROBLEMS | BODY_PROBLEMS
    said = {
        "server": _server(portal),
        "groups": groups,
        "count": len(rows),
        "problems": [(code, _quoted(words)) for code, words in sorted(known.items())],
    }
    return render(request, "api/guide.html", said)


def _server(portal: PortalRequest) -> str:
    return f"{settings.PORTAL_URL}/{portal.vendor.slug}"


def _operations(schema: Mapping[str, Any]) -> list[Operation]:
    return [
        Operation(said["tags"][0], method.upper(), path, _words(said), _fields(said))
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
    ]


def _words(said: Mapping[str, Any]) -> str:
    """Say what an operation is about and what it does; of a noun, what that does."""
    about, _, does = said["description"].partition("\n\n")
    summary = str(said["summary"])
    return _quoted(f"{about} {summary}" if does.startswith(summary) else summary)


def _quoted(words: str) -> str:
    """Put names between quotation marks, as people read them."""
    return re.sub(r"`([^`]*)`", r"“\1”", words)


def _fields(said: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    sent = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = sent.get("schema", {})
    needed = schema.get("required", [])
    return tuple((name, name in needed) for name in schema.get("properties", {}))
