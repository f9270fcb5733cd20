"""What ZIP files of reports look like to programs (CO-10)."""

from datetime import datetime
from typing import TypedDict


class ReportFileShape(TypedDict):
    """How far a file is, and what it is known by once it is made."""

    id: int
    month: str
    state: str
    percent: int
    made: int
    left_out: int
    size: int | None
    sha256: str | None
    expires_at: datetime | None
