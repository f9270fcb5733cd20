"""A critical incident's report as a document, for pages and programs; each look is recorded."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse

from portal.audit.models import record_look
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now
from reports.critical.document import name_of, pdf_of
from reports.critical.reading import Shown
from reports.models import CriticalReport


def given_out(request: PortalRequest, found: CriticalReport, shown: Shown) -> HttpResponse:
    """Give out a report as a PDF, and record that it was given (CO-13)."""
    record_look(
        "critical report downloaded",
        CriticalReport,
        vendor=request.vendor,
        actor=request.user,
        at=now(),
        pk=found.pk,
    )
    document = pdf_of(shown, request.vendor, ZoneInfo(reader_zone(request)))
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name_of(shown)}"'
    return response
