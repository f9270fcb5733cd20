"""What all API answers share: errors as problem+json (RFC 9457)."""

from typing import Any

from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.kernel.refusal import Refusal


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer for an error: 409 where the rules say no."""
    if isinstance(error, Refusal):
        return _answer(409, str(error), error.code)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        return _answer(422, "Some fields are not right.", "invalid", errors=response.data)
    code = error.default_code if isinstance(error, APIException) else "not_found"
    detail = "There is nothing here." if isinstance(error, Http404) else str(error)
    answer = _answer(response.status_code, detail, str(code))
    for header in ("Allow", "Retry-After", "WWW-Authenticate"):
        if header in response.headers:
            answer[header] = response.headers[header]
    return answer


def _answer(status: int, detail: str, code: str, **more: Any) -> Response:
    body = {"type": f"urn:sundial:{code}", "status": status, "detail": detail, **more}
    return Response(body, status=status, content_type="application/problem+json")
