"""The document beside a scheduled mail, made when the mail goes out (portal.notify.attaching)."""

from portal.notify.attaching import Document
from reports.models import ReportRun
from reports.monthly.formats import FORMS
from reports.monthly.parts import MonthlyReport, read
from reports.monthly.stamp import Stamp


def kept(run: ReportRun) -> tuple[MonthlyReport, Stamp | None]:
    """Return a report as it was sent, with its marks if it was issued.

    :raises LookupError: if nothing was sent.
    """
    if run.issued is not None:
        return read(run.issued.data), Stamp.of(run.issued)
    if run.data is None:
        raise LookupError(f"{run} was not sent.")
    return read(run.data), None


def file_name(run: ReportRun) -> str:
    """Return what the file of a run is called, without its ending."""
    which = str(run.issued).lower() if run.issued else f"{run.schedule.kind}-{run.schedule_id}"
    return f"report-{which}-{run.period}"


def document_of(key: str) -> Document | None:
    """Return the PDF of a run in scope; None where there is none."""
    rows = ReportRun.objects.filter(pk=int(key), state=ReportRun.State.SENT)
    run = rows.select_related("schedule", "issued__issued_by").first()
    if run is None:
        return None
    report, stamp = kept(run)
    form = FORMS["pdf"]
    return Document(f"{file_name(run)}.pdf", form.made(report, stamp), form.content_type)
