"""Giving a report out as a file, in the form that an address names."""

from django.http import Http404, HttpResponse

from reports.monthly.formats import FORMS
from reports.monthly.parts import MonthlyReport
from reports.monthly.stamp import Stamp


def file_of(
    report: MonthlyReport, ending: str, name: str, stamp: Stamp | None = None
) -> HttpResponse:
    """Return a report as a file to keep: pdf, xlsx, csv or json.

    :raises Http404: if there is no such form.
    """
    form = FORMS.get(ending)
    if form is None:
        raise Http404
    return HttpResponse(
        form.made(report, stamp),
        content_type=form.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )
