"""The incident report of a customer: as a page, and as files of the same figures (LU-27)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.web.http import PortalRequest, now
from reports.client.asking import asked, report_for
from reports.client.document import document_of
from reports.giving import file_of
from reports.monthly.formats import FORMS

ON_A_PAGE = 50


@require_safe
def report(request: PortalRequest) -> HttpResponse:
    """Show what is open and what was closed in a period."""
    at = now()
    form, wanted = asked(request, at)
    context: dict[str, Any] = {"form": form, "asked": wanted, "forms": FORMS}
    if wanted is None:
        return render(request, "reports/client.html", context, status=422)
    found = report_for(request, wanted, at)
    page = Paginator(found.incidents, ON_A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "report": found,
        "page": page,
        "rows": found.rows(page),
        "query": wanted.query,
        "lines": len(form.fields["customer"].choices),  # type: ignore[attr-defined]  # a choice field
    }
    return render(request, "reports/client.html", context)


@require_safe
def report_file(request: PortalRequest, form: str) -> HttpResponse:
    """Give the report out as a file: pdf, xlsx, csv or json."""
    at = now()
    _, wanted = asked(request, at)
    if wanted is None:
        raise Http404
    document = document_of(report_for(request, wanted, at), request.vendor)
    name = f"incidents-{wanted.customer.pk}-{wanted.since}-{wanted.until}"
    return file_of(document, form, name)
