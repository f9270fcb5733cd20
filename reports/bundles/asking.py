"""Asking a worker for the next piece of a ZIP file, and once more where none came (portal.web)."""

from datetime import datetime, timedelta

from portal.web.storing import Storing
from reports.models import ReportBundle

PATIENCE = timedelta(minutes=2)  # longer than a piece takes

asking = Storing("report-file", "reports.tasks.make_file")


def ask_again(bundle: ReportBundle, at: datetime) -> None:
    """Ask once more for a file at which nobody has worked for a while: a call may be lost."""
    if bundle.state == ReportBundle.State.MAKING and at - bundle.worked_at > PATIENCE:
        asking.begin(bundle)
