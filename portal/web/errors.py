"""Pages for what went wrong. Each names the request, so that a person can quote it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    """Answer alike for what does not exist and for what is another tenant's."""
    del exception  # it may name what is there
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:
    del exception  # it is for developers
    return render(request, "errors/400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old to be trusted, and what to do."""
    del reason  # it is for developers
    return render(request, "errors/csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer after a crash: without context processors, since the database may be what broke."""
    name = getattr(request, "request_id", "")
    page = render_to_string("errors/500.html", {"request_id": name})
    return HttpResponse(page, status=500)


def nothing_here(_request: HttpRequest) -> HttpResponse:
    """Answer as for an address that does not exist."""
    raise Http404
