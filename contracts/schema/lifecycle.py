"""The section on how releases age, and the kinds of instance that a tier covers."""

from collections.abc import Mapping
from functools import partial

from contracts.domain.clause import Clause
from contracts.domain.instances import InstanceKind
from contracts.domain.lifecycle import STATED_STAGES, Lifecycle, LifeStage, StageTerms
from contracts.domain.terms import Terms
from contracts.schema.table import Table

MOST_RELEASES = 40  # in a major version or under sustaining support: ten years of them
MOST_YEARS = 20


def read_lifecycle(table: Table) -> Lifecycle:
    """This function will read `[lifecycle]` with what is given at each stage (LU-07, LU-08)."""
    return Lifecycle(
        quarterlies_in_a_major=table.whole("quarterlies_in_a_major", high=MOST_RELEASES),
        sustaining=table.whole("sustaining_releases", low=0, high=MOST_RELEASES),
        extended_years=table.whole("extended_years", high=MOST_YEARS),
        stages=table.one("stages", _read_stages),
        clause=table.clause(),
    )


def _read_stages(table: Table) -> Mapping[LifeStage, StageTerms]:
    return {stage: table.one(stage, partial(_read_stage, stage=stage)) for stage in STATED_STAGES}


def _read_stage(table: Table, stage: LifeStage) -> StageTerms:
    return StageTerms(
        stage=stage,
        name=table.text("name"),
        gives=table.text("gives"),
        maintenance=table.flag("maintenance"),
        measured=table.flag("measured"),
        closing_reason=table.text("closing_reason", otherwise=""),
        clause=table.clause(),
    )


def check_closing(root: Table, terms: Terms) -> None:
    """This function will see that the reasons which stages name are reasons to close (LU-20)."""
    known = [reason.key for reason in terms.closing_reasons]
    for stage in terms.lifecycle.stages.values() if terms.lifecycle else ():
        if stage.closing_reason and stage.closing_reason not in known:
            root.refuse(
                f"lifecycle.stages.{stage.stage}.closing_reason",
                f"unknown '{stage.closing_reason}' (known: {', '.join(known)})",
            )


def read_instances(table: Table) -> Mapping[InstanceKind, Clause]:
    """This function will read `[tiers.*.instances]`: kinds that the tier adds (LU-04)."""
    kinds = table.texts("kinds")
    known = [kind.value for kind in InstanceKind]
    for place, kind in enumerate(kinds, start=1):
        if kind not in known:
            table.refuse(f"kinds[{place}]", f"unknown '{kind}' (known: {', '.join(known)})")
        elif kind in kinds[: place - 1]:
            table.refuse(f"kinds[{place}]", f"'{kind}' is there twice")
    if not kinds:
        table.refuse("kinds", "empty: name at least one kind, or leave the table out")
    clause = table.clause()
    return {InstanceKind(kind): clause for kind in kinds if kind in known}
