"""Locking clocks with their incidents, and fetching what reading them takes."""

from django.db.models import Prefetch

from contracts.models import AgreementVersion
from sla.models import ClockQuerySet


def held(clocks: ClockQuerySet, *, waiting: bool = False) -> ClockQuerySet:
    """Lock those of these clocks that nobody else holds, with what reading them takes.

    `waiting`: lock all of them, and wait for those that others hold.

    They are joined to their incidents and to nothing more: misled by the fences' conditions, the
    planner would begin a longer join at the contracts, and read every clock there is.
    """
    return with_facts(clocks).select_for_update(skip_locked=not waiting, of=("self", "incident"))


def with_facts(clocks: ClockQuerySet) -> ClockQuerySet:
    """Fetch what reading these clocks takes, and lock nothing."""
    agreements = AgreementVersion.objects.defer("source")
    return clocks.select_related("incident").prefetch_related(
        Prefetch("incident__agreement", agreements),
        "incident__customer",
        "incident__owner",
    )
