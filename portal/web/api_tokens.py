"""Programs in the API: who they are, and how often they may ask (CO-10).

Apart from portal.web.api, since Django REST framework reads these classes while it loads its views.
"""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from portal.tenancy.bearing import SCHEME
from portal.tenancy.models import ApiToken, Person
from portal.web.limits import A_MINUTE, is_too_often

MOST_REQUESTS = 300  # of one token in a minute


class TokenAuthentication(BaseAuthentication):
    """Believes the vendor middleware, which found whose token came with the request.

    It stands before the session's: a program has no session, so nothing asks it for CSRF.
    """

    def authenticate(self, request: Request) -> tuple[Person, ApiToken] | None:
        """Return whose token it is, with the token; None where none came."""
        token: ApiToken | None = getattr(request, "api_token", None)
        return None if token is None else (token.membership.person, token)

    def authenticate_header(self, _: Request) -> str:
        """Return how a program says who it is."""
        return SCHEME


class TokenThrottle(BaseThrottle):
    """Takes so many requests a minute of one token; people in a browser are not counted."""

    def allow_request(self, request: Request, _: object) -> bool:
        """Count the request and say whether it is answered."""
        token = getattr(request, "api_token", None)
        return token is None or not is_too_often(f"api:{token.pk}", most=MOST_REQUESTS)

    def wait(self) -> float:
        """Return after how many seconds it is worth trying again."""
        return A_MINUTE
