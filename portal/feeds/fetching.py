"""The addresses themselves: fetched by programs, without signing in (CO-14)."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from portal.feeds import reading
from portal.feeds.addresses import Said, read, read_earlier
from portal.feeds.registry import Form
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from portal.web.http import now
from portal.web.limits import A_MINUTE, is_too_often

MOST_FETCHES = 30  # of one address in a minute


@require_safe
def atom(request: HttpRequest, address: str) -> HttpResponseBase:
    """Answer with an Atom feed, or as if nothing were there."""
    return _answer(request, read(address), Form.ATOM)


@require_safe
def calendar(request: HttpRequest, address: str) -> HttpResponseBase:
    """Answer with a calendar, or as if nothing were there."""
    return _answer(request, read(address), Form.CALENDAR)


@require_safe
def earlier_calendar(request: HttpRequest, address: str) -> HttpResponseBase:
    """Answer at an address that was made when only a calendar had one."""
    return _answer(request, read_earlier(address), Form.CALENDAR)


def _answer(request: HttpRequest, said: Said | None, form: Form) -> HttpResponseBase:
    if said is None:
        raise Http404
    with vendor_scope(said.vendor):
        found = reading.opened(said, form, now())
        if found is None:
            raise Http404
        if is_too_often(f"feed:{found.row.pk}", most=MOST_FETCHES):
            return _private(_too_often())
        try:
            written = reading.written(found)
        except Refusal:  # what is fed does not stand any more
            raise Http404 from None
    response = HttpResponse(written.content, content_type=written.content_type)
    response.headers["ETag"] = written.etag
    changed = int(written.changed_at.timestamp())
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Content-Disposition"] = f'inline; filename="{found.feed.name}.{form}"'
    same = get_conditional_response(request, written.etag, changed, response)
    return _private(same or response)


def _too_often() -> HttpResponse:
    response = HttpResponse("Too often: try again in a minute.\n", content_type="text/plain")
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response.headers["Retry-After"] = str(A_MINUTE)
    return response


def _private(response: HttpResponseBase) -> HttpResponseBase:
    # The address is the key: no proxy keeps what it opens, no page and no search engine is told
    # of it, and whoever keeps a copy asks again whether it still holds.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
