"""What other systems post with a token: alerts, heartbeats, samples. No sign-in; no page."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from availability.alerts import read_signals
from availability.models import MonitorToken, TokenKind
from availability.services import checking, hearing
from availability.services.monitors import read_address, token_of
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from portal.web.http import now
from portal.web.limits import A_MINUTE, is_too_often

MOST_REPORTS = 1_200  # of one token in a minute: twenty a second
MOST_BYTES = 2 * 1024 * 1024
STATUSES = {"no_token": 404, "too_long": 413, "unreadable": 400, "bad_payload": 400}
BEARER = "Bearer "


def _alerts(token: MonitorToken, body: bytes, at: datetime) -> int:
    return hearing.hear_alerts(token=token, signals=read_signals(body), at=at)


def _samples(token: MonitorToken, body: bytes, at: datetime) -> int:
    return hearing.hear_samples(token=token, body=body, at=at)


def _heartbeat(token: MonitorToken, _: bytes, at: datetime) -> int:
    hearing.used(token, at=at)
    return int(token.probe is not None and checking.beat(probe=token.probe, at=at) is not None)


TAKERS: dict[str, tuple[TokenKind, Callable[[MonitorToken, bytes, datetime], int]]] = {
    "alerts": (TokenKind.ALERTS, _alerts),
    "samples": (TokenKind.SAMPLES, _samples),
    "heartbeats": (TokenKind.HEARTBEAT, _heartbeat),
}


@csrf_exempt
@require_POST
def receive(request: HttpRequest, noun: str, address: str = "") -> JsonResponse:
    """Take what is posted, whole or not at all, and say so to the program that posted it."""
    try:
        return JsonResponse({"taken": _taken(request, noun, address)})
    except Refusal as refusal:
        return _problem(refusal)


def _taken(request: HttpRequest, noun: str, address: str) -> int:
    if noun not in TAKERS:
        raise Refusal("Nothing is reported here.", code="no_token")
    kind, take = TAKERS[noun]
    said = request.headers.get("Authorization", "")
    found = read_address(address or said.removeprefix(BEARER).strip())
    if is_too_often(f"token:{found.token_hash}", most=MOST_REPORTS):
        raise Refusal("That is too often: wait a minute, then send again.", code="too_often")
    body = _body(request)
    with vendor_scope(found.vendor):
        return take(token_of(found, kind), body, now())


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except RequestDataTooBig:
        raise _too_big() from None
    except UnreadablePostError:
        raise Refusal("The payload broke off. Send it again.", code="unreadable") from None
    if len(body) > MOST_BYTES:
        raise _too_big()
    return body


def _too_big() -> Refusal:
    size = MOST_BYTES // 1024 // 1024
    return Refusal(f"At most {size} MB are taken at once: send it in parts.", code="too_long")


def _problem(refusal: Refusal) -> JsonResponse:
    status = 429 if refusal.code == "too_often" else STATUSES.get(refusal.code, 422)
    said = {"type": f"urn:sundial:{refusal.code}", "status": status, "detail": str(refusal)}
    answer = JsonResponse(said, status=status, content_type="application/problem+json")
    if refusal.code == "too_often":
        answer.headers["Retry-After"] = str(A_MINUTE)
    return answer
