"""The slow days of a contract's month as their page shows them, and who may write (HR-08)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404

from availability.figures import MonthFigure
from availability.forms.slow import TEXTS
from availability.models import MonthClosing, Service, SlowSpell
from availability.month_finding import figure_seen
from availability.services.closing import last_closing
from availability.slow import SlowRun, runs_of, services_of
from contracts.models import Contract
from portal.kernel.month import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowPage:
    """What is shown of a contract's month whose response times are promised."""

    contract: Contract
    month: Month
    figure: MonthFigure
    services: list[Service]
    closing: MonthClosing | None  # the newest

    @property
    def runs(self) -> list[SlowRun]:
        """Slow days in a row of which the same is said; one that goes on stands by itself."""
        over = set(self.over)
        done = [one for one in self.figure.slow if one.on in over]
        going_on = [one for one in self.figure.slow if one.on not in over]
        return runs_of(done) + runs_of(going_on)

    @property
    def over(self) -> list[date]:
        """The slow days that are over: of them something can be said."""
        today = self.figure.at.astimezone(self.figure.facts.zone).date()
        return [one.on for one in self.figure.slow if one.on < today]

    @property
    def newest(self) -> int:
        """The key of the last row that is shown; 0: none is."""
        return max((one.pk for day in self.figure.slow for one in day.spells), default=0)

    def earlier(self) -> list[SlowSpell]:
        """Return what was said of these days before, the newest first."""
        held = {one.pk for day in self.figure.slow for one in day.spells}
        rows = SlowSpell.objects.touching(self.month.first_day, self.month.last_day)
        said = rows.filter(service__in=self.services).exclude(pk__in=held).in_order()
        return [*said.reverse()]

    def begun_with(self, asked: str) -> dict[str, Any] | None:
        """Return what a form begins with: the days asked for, else the first without a word.

        None: everything is said, and nothing was asked for.
        """
        over = set(self.over)
        runs = [run for run in self.runs if run.last in over]
        named = [run for run in runs if asked and f"{run.first}" <= asked <= f"{run.last}"]
        found = next(iter(named or _bare(runs)), None)
        if found is None:
            return None
        said = found.spell
        days = {"first_day": f"{found.first}", "last_day": f"{found.last}"}
        first = said.service if said else next(iter(self.services), None)
        texts = {name: getattr(said, name) for name in TEXTS} if said else {}
        return {"service": first.slug if first else "", "based_on": self.newest} | days | texts


def _bare(runs: Iterable[SlowRun]) -> list[SlowRun]:
    return [run for run in runs if run.spell is None]


def slow_page(contract: Contract, month: Month, at: datetime) -> SlowPage:
    """Return the page of a month that has begun.

    :raises Http404: if no response time was promised in it.
    """
    figure = figure_seen(contract, month, at)
    if figure.facts.terms.response_time is None:
        raise Http404
    return SlowPage(
        contract=contract,
        month=month,
        figure=figure,
        services=services_of(contract.pk, month.first_day, month.last_day),
        closing=last_closing(contract, month),
    )
