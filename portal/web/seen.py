"""When a session was last used: noted at most once a minute, not with each page."""

from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

OFTEN = timedelta(minutes=1)


class SessionSeenMiddleware:
    """Keeps the list "Where you are signed in", as allauth's middleware does with each request.

    Writing a row and waiting for the disk cost more than many a page. A session that is used
    from another address, or by another browser, is noted at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated and _is_due(request):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_due(request: HttpRequest) -> bool:
    known = UserSession.objects.filter(session_key=request.session.session_key)
    row = known.values_list("last_seen_at", "ip", "user_agent", "user").first()
    if row is None:
        return True
    seen, *client = row
    longest = UserSession._meta.get_field("user_agent").max_length
    agent = request.META.get("HTTP_USER_AGENT", "")[:longest]
    now = [get_adapter().get_client_ip(request), agent, request.user.pk]
    return bool(client != now or timezone.now() - seen >= OFTEN)
