"""What a vendor's agreement versions call things, and which of them is in force when."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.http import Http404

from contracts.domain.terms import Terms
from contracts.domain.workflow import DUPLICATE
from contracts.models import AgreementVersion

NOT_CLOSED = "No longer measured"


@dataclass(frozen=True, slots=True)
class Names:
    """A vendor's terms, the version in force first, then the others from the newest on."""

    versions: tuple[Terms, ...]

    @classmethod
    def on(cls, day: date) -> Self:
        """Return the names as of a day; before the first version, those of the oldest.

        :raises Http404: if the vendor has no agreement yet.
        """
        rows = list(AgreementVersion.objects.order_by("-effective_from", "-pk"))
        if not rows:
            raise Http404
        current = next((row for row in rows if row.effective_from <= day), rows[-1])
        others = [row for row in rows if row != current]
        return cls(tuple(row.terms for row in (current, *others)))

    @property
    def terms(self) -> Terms:
        """The terms in force."""
        return self.versions[0]

    @property
    def severities(self) -> dict[str, str]:
        """The name of every severity there is or was, the most severe first."""
        known: dict[str, str] = {}
        for terms in self.versions:
            for key, severity in terms.severities.items():
                known.setdefault(key, severity.name)
        return known

    def severity(self, key: str) -> str:
        """Return what a severity is called."""
        return self.severities.get(key, key)

    def reason(self, key: str) -> str:
        """Return what a closing reason is called."""
        known = {DUPLICATE.key: DUPLICATE.label} | {
            reason.key: reason.label
            for terms in reversed(self.versions)
            for reason in terms.closing_reasons
        }
        return known.get(key, key or NOT_CLOSED)
