"""Days on which a contract's service was too slow, with what was said of them (HR-05, HR-08)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from availability.domain.response_time import Day
from availability.models import Component, Service, SlowSpell
from availability.serving import Serving, serving
from portal.kernel.month import Month


@dataclass(frozen=True, slots=True)
class SlowDay:
    """A day whose average was too long; of each service that served, what was last said of it."""

    day: Day
    spells: tuple[SlowSpell, ...] = ()

    @property
    def on(self) -> date:
        """This property will return its date."""
        return self.day.on

    @property
    def is_explained(self) -> bool:
        """This property will say whether cause and corrective action were written."""
        return bool(self.spells)


@dataclass(frozen=True, slots=True)
class SlowRun:
    """Slow days that follow each other and of which the same was said; None: nothing was."""

    days: tuple[Day, ...]
    spell: SlowSpell | None

    @property
    def first(self) -> date:
        """This property will return its first date."""
        return self.days[0].on

    @property
    def last(self) -> date:
        """This property will return its last date."""
        return self.days[-1].on


def slow_days(
    month: Month, days: Mapping[int, Sequence[Day]], *, known_by: datetime
) -> dict[int, tuple[SlowDay, ...]]:
    """This function will return the slow days of contracts, with what was said of them by then.

    The number of queries is the same however many contracts there are; none where no day failed.

    :param days: all measured days of the month, by contract.
    """
    failing = {key: [day for day in rows if day.fails] for key, rows in days.items()}
    failing = {key: rows for key, rows in failing.items() if rows}
    if not failing:
        return {}
    said = _Said(month, failing, known_by)
    return {key: tuple(said.of(key, day) for day in rows) for key, rows in failing.items()}


def services_of(contract_id: int, first: date, last: date) -> list[Service]:
    """This function will return the services that served a contract on one of some days."""
    served = serving([contract_id])
    found = [
        one.service
        for one in Component.objects.with_service()
        if served.serves(one, contract_id, first, last)
    ]
    return list(dict.fromkeys(found))


def runs_of(slow: Iterable[SlowDay]) -> list[SlowRun]:
    """This function will put slow days together that follow each other with the same words."""
    runs: list[SlowRun] = []
    for one in slow:
        for spell in one.spells or (None,):
            place = _continued(runs, one.on, spell)
            if place is None:
                runs.append(SlowRun((one.day,), spell))
            else:
                runs[place] = SlowRun((*runs[place].days, one.day), spell)
    return runs


def _continued(runs: Sequence[SlowRun], on: date, spell: SlowSpell | None) -> int | None:
    """Return the place of the run whose last day is the day before, with the same words."""
    for place, run in enumerate(runs):
        if run.spell == spell and run.last.toordinal() == on.toordinal() - 1:
            return place
    return None


class _Said:
    """What was said of a vendor's services in a month, read once for all contracts."""

    def __init__(self, month: Month, contracts: Iterable[int], known_by: datetime) -> None:
        rows = SlowSpell.objects.touching(month.first_day, month.last_day).in_order()
        self._spells: dict[int, list[SlowSpell]] = defaultdict(list)
        for spell in rows.filter(written_at__lte=known_by):
            self._spells[spell.service_id].append(spell)
        self._parts: dict[int, list[Component]] = defaultdict(list)
        self._served = Serving({}, {})
        if self._spells:
            for part in Component.objects.with_service().filter(service__in=self._spells):
                self._parts[part.service_id].append(part)
            self._served = serving(contracts)

    def of(self, contract_id: int, day: Day) -> SlowDay:
        """Return a contract's slow day with the last words of each service that served it."""
        found = []
        for service, spells in self._spells.items():
            about = [one for one in spells if one.covers(day.on)]
            if about and self._serves(service, contract_id, day.on):
                found.append(about[-1])
        return SlowDay(day, tuple(found))

    def _serves(self, service: int, contract_id: int, on: date) -> bool:
        return any(self._served.serves(part, contract_id, on, on) for part in self._parts[service])
