"""What an issued report is known by: its number, its hash, and what it corrects."""

from dataclasses import dataclass
from typing import Any

from reports.domain.issued import number_text
from reports.models import IssuedReport
from reports.monthly.writing import instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The marks on every form of an issued report; they are not part of what the hash is over."""

    number: str
    hash: str
    issued_at: str
    issued_by: str
    replaces: str  # the version before; nothing for the first
    reason: str
    difference: tuple[str, ...]

    @classmethod
    def of(cls, issued: IssuedReport) -> "Stamp":
        """Return the marks of an issued report."""
        before = number_text(issued.number, issued.version - 1) if issued.version > 1 else ""
        return cls(
            number=str(issued),
            hash=issued.hash,
            issued_at=instant(issued.issued_at),
            issued_by=str(issued.issued_by or "Sundial"),
            replaces=before,
            reason=issued.reason,
            difference=tuple(one["words"] for one in issued.difference or ()),
        )

    def as_data(self) -> dict[str, Any]:
        """Return the marks as JSON can hold them."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "difference": list(self.difference)
        }
