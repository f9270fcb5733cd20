"""Mail that development captured instead of sending: a page on which links can be followed.

It exists while one develops, and nowhere else: mails hold invitations, and anybody may look here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import nh3
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from portal.web.text import ELEMENTS

ON_A_PAGE = 50
NAME = re.compile(r"[0-9A-Za-z-]{1,80}\.log")
BETWEEN = b"-" * 79 + b"\n"  # as Django's file backend parts the mails of a file


@dataclass(frozen=True, slots=True)
class Captured:
    """One captured mail."""

    file: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject; empty: it has none."""
        return str(self.message.get("Subject", ""))

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Its headers, as they are."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """What it says, as plain text."""
        return _part(self.message, "plain")

    @property
    def page(self) -> SafeString:
        """What it says as a page, without scripts, styles, forms and pictures."""
        clean = nh3.clean(
            _part(self.message, "html"),
            tags=ELEMENTS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
        )
        return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """List what was captured, the newest first."""
    page = Paginator(_files(), ON_A_PAGE).get_page(request.GET.get("page"))
    found = [mail for path in page for mail in _mails(path)]
    return render(request, "captured/mails.html", {"mails": found, "page": page})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show the mails of one file."""
    path = next((path for path in _files() if path.name == name), None)
    if path is None or not NAME.fullmatch(name):
        raise Http404
    return render(request, "captured/mail.html", {"mails": list(_mails(path)), "name": name})


def _files() -> list[Path]:
    if settings.SUNDIAL_ENV != "development":
        raise Http404
    return sorted((Path(settings.DATA_DIR) / "mail").glob("*.log"), reverse=True)


def _mails(path: Path) -> Iterator[Captured]:
    for raw in path.read_bytes().split(BETWEEN):
        if raw.strip():
            message = message_from_bytes(raw, policy=policy.default)
            yield Captured(path.name, message)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body is not None else ""
