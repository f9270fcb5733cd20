"""The whole file: its sections in order, and what must hold between them."""

from collections.abc import Mapping

from contracts.domain.clause import Clause
from contracts.domain.entitlements import Entitlements
from contracts.domain.further_credits import FurtherCredit
from contracts.domain.targets import Milestone
from contracts.domain.terms import Terms, Tier
from contracts.schema.aims import read_attainment, read_warnings
from contracts.schema.availability import read_availability
from contracts.schema.clock_rules import read_clock_rules
from contracts.schema.credits import read_claims, read_credits, read_hour_credits
from contracts.schema.duties import read_activity, read_obligation
from contracts.schema.entitlements import read_entitlements, read_instructions
from contracts.schema.further_credits import (
    read_further_credit,
    read_limits,
    read_settlement,
)
from contracts.schema.identity import read_channel, read_identity
from contracts.schema.intake import (
    read_category,
    read_form_note,
    read_intake,
    read_out_of_scope,
)
from contracts.schema.lifecycle import check_closing, read_lifecycle
from contracts.schema.service_hours import read_hours
from contracts.schema.severities import (
    read_always_critical,
    read_policy,
    read_promises,
    read_severities,
)
from contracts.schema.table import Table
from contracts.schema.tiers import read_tiers
from contracts.schema.tokens import read_tokens
from contracts.schema.workflow import (
    NO_ESCALATION,
    Escalation,
    read_closing_reason,
    read_escalation,
    read_workflow,
)


def read_terms(root: Table) -> Terms:
    """This function will read an agreement from its root table (CO-04).

    Severities and service hours come first: tiers and targets are stated in their names.
    """
    severities = root.one("severities", read_severities)
    classes = list(severities)
    hours = root.named("hours", read_hours)
    tiers = root.one("tiers", lambda table: read_tiers(table, severities=classes, known=hours))
    names = list(tiers.by_key)
    ladder = _ladder(root, names, classes)
    terms = Terms(
        identity=root.one("agreement", read_identity),
        channels=root.many("channels", read_channel, needed=True),
        tiers=tiers.by_key,
        default_tier=root.one_of("default_tier", names or ["?"]),
        severities=severities,
        severity_policy=root.one("severity_policy", read_policy),
        always_critical=root.many("always_critical", read_always_critical),
        service_hours=tiers.hours,
        milestones=root.one("milestones", _milestones),
        promises=root.one("targets", lambda table: read_promises(table, severities=classes)),
        clock_rules=root.one("clock", read_clock_rules),
        intake=root.one("intake", read_intake),
        categories=root.many("categories", read_category, needed=True),
        out_of_scope=root.many("out_of_scope", read_out_of_scope),
        form_notes=root.many("form_notes", read_form_note),
        workflow=root.one("workflow", read_workflow),
        closing_reasons=root.many("closing_reasons", read_closing_reason, needed=True),
        ladder=ladder.rungs,
        fast_track=ladder.fast_track,
        opened_by_breach=ladder.opened_by_breach,
        lifecycle=root.one_or_none("lifecycle", read_lifecycle),
        attainment=root.one_or_none("attainment", read_attainment),
        warnings=root.one("warnings", read_warnings),
        availability=root.one_or_none("availability", read_availability),
        credits=root.one_or_none("credits", read_credits),
        hour_credits=root.one_or_none("hour_credits", read_hour_credits),
        claims=root.one_or_none("claims", read_claims),
        further_credits=_further_credits(root, classes),
        credit_limits=root.one_or_none("credit_limits", read_limits),
        settlement=root.one_or_none("settlement", read_settlement),
        entitlements=_entitlements(root, tiers.by_key),
        instructions=root.one_or_none("instructions", read_instructions),
        tokens=root.one_or_none("tokens", read_tokens),
        activities=root.many("activities", lambda table: read_activity(table, tiers=names)),
        obligations=root.many("obligations", read_obligation),
    )
    check_closing(root, terms)
    return terms


def _ladder(root: Table, tiers: list[str], severities: list[str]) -> Escalation:
    """This function will read `[escalation]`; where there is none, nothing is escalated."""
    read = root.one_or_none(
        "escalation", lambda table: read_escalation(table, tiers=tiers, severities=severities)
    )
    return read or NO_ESCALATION


def _further_credits(root: Table, severities: list[str]) -> tuple[FurtherCredit, ...]:
    """This function will read `[[further_credits]]`: what is owed besides the month's figure."""
    return root.many(
        "further_credits", lambda table: read_further_credit(table, severities=severities)
    )


def _entitlements(root: Table, tiers: Mapping[str, Tier]) -> Entitlements:
    """This function will read `[entitlements.*]`; a file need not state any (LU-05)."""
    read = root.one_or_none("entitlements", lambda table: read_entitlements(table, tiers=tiers))
    return read or Entitlements()


def _milestones(table: Table) -> Mapping[Milestone, Clause]:
    """This function will read `[milestones.*]`: what the document means by each (LU-17)."""
    return {milestone: table.one(milestone, Table.clause) for milestone in Milestone}
