"""The record of who changed what, for those who may read it; nobody else learns of the page."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.audit.models import AuditEventQuerySet, record
from portal.auditing import export, naming
from portal.auditing.asking import AuditFilterForm, Cursor, narrowed, object_in
from portal.auditing.reading import read
from portal.auditing.standing import standing
from portal.auditing.versions import versions_of
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

PAGE = 50


@require_safe
def records(request: PortalRequest) -> HttpResponse:
    """Show the records that the address asks for, the newest first, page by page."""
    _reader(request)
    form, rows = _asked(request)
    cursor = Cursor.read(request.GET.get("after", ""))
    if cursor is not None:
        rows = rows.filter(cursor.beyond())
    found = list(rows.select_related("actor")[: PAGE + 1])
    shown = found[:PAGE]
    subject = object_in(request.GET)
    context = {
        "form": form,
        "is_filtered": form.has_changed() or subject is not None,
        "is_later_page": cursor is not None,
        "readings": list(read(shown)),
        "next": str(Cursor(at=shown[-1].at, pk=shown[-1].pk)) if len(found) > PAGE else "",
        "standing": standing(),
        "subject": naming.called(subject, naming.names_of([subject])) if subject else "",
        "versions": versions_of(subject) if subject else None,
    }
    return render(request, "auditing/records.html", context)


@require_safe
def sheet(request: PortalRequest) -> HttpResponseBase:
    """Return the records that the address asks for as CSV; that they left is recorded too."""
    by = _reader(request)
    _, rows = _asked(request)
    count = rows[: export.LIMIT + 1].count()
    if count > export.LIMIT:
        limit = f"{export.LIMIT:,}"
        messages.error(
            request, f"These are more than {limit} records: choose fewer days and export in parts."
        )
        return redirect(f"{request.path.removesuffix('records.csv')}?{request.GET.urlencode()}")
    parts = export.sheet(rows)
    asked = {name: value for name, value in request.GET.items() if value}
    at = now()
    record("audit exported", by, actor=by.person, at=at, after={**asked, "records": count})
    name = f"audit-{request.vendor.slug}-{at:%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        parts,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _asked(request: PortalRequest) -> tuple[AuditFilterForm, AuditEventQuerySet]:
    form = AuditFilterForm(request.GET)
    return form, narrowed(form, request.GET, ZoneInfo(request.user.time_zone))


def _reader(request: PortalRequest) -> Membership:
    for membership in request.memberships:
        if may(membership, Act.READ_AUDIT):
            return membership
    raise Http404
