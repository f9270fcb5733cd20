"""When a session was last used: noted at most once a minute, not with each page."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

OFTEN = timedelta(minutes=1)
MOST_KNOWN = 10_000  # sessions

type Client = tuple[str, str, int | None]  # address, browser, person


class SessionSeenMiddleware:
    """Keeps the list "Where you are signed in", as allauth's middleware does with each request.

    Writing a row and waiting for the disk cost more than many a page, and so does asking for it
    with each: this process knows whom it has noted within the minute. A session that is used from
    another address, or by another browser, is noted at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known: dict[str, tuple[Client, datetime]] = {}  # by session: last used by whom, when

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            self._note(request, request.session.session_key, timezone.now())
        return self.get_response(request)

    def _note(self, request: HttpRequest, session: str, at: datetime) -> None:
        client = _client_of(request)
        if _is_fresh(self.known.get(session), client, at):
            return
        stored = _stored(session)
        if stored is None or not _is_fresh(stored, client, at):
            UserSession.objects.create_from_request(request)
            stored = client, at
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[session] = stored


def _client_of(request: HttpRequest) -> Client:
    longest = UserSession._meta.get_field("user_agent").max_length
    agent = request.META.get("HTTP_USER_AGENT", "")[:longest]
    return get_adapter().get_client_ip(request), agent, request.user.pk


def _stored(session: str) -> tuple[Client, datetime] | None:
    rows = UserSession.objects.filter(session_key=session)
    row = rows.values_list("ip", "user_agent", "user", "last_seen_at").first()
    return None if row is None else (row[:3], row[3])


def _is_fresh(noted: tuple[Client, datetime] | None, client: Client, at: datetime) -> bool:
    return noted is not None and noted[0] == client and at - noted[1] < OFTEN
