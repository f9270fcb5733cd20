"""Sign-in by allauth, closed to strangers: an account begins with an invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """The account rules that differ from allauth's own."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Say no: people are invited (portal.people.services)."""
        return False
