"""Where releases stand, written for pages (LU-08)."""

from django import template

from contracts.domain.lifecycle import LifeStage, Standing
from contracts.models import Instance

register = template.Library()

LOOKS = {
    LifeStage.UNPUBLISHED: "plain",
    LifeStage.FULL: "ok",
    LifeStage.SUSTAINING: "us",
    LifeStage.EXTENDED: "you",
    LifeStage.EOSL: "bad",
}


@register.filter
def look_of_stage(standing: Standing) -> str:
    """Return the class of a stage's pill; its words say the same."""
    return LOOKS[standing.stage]


@register.filter
def stage_name(standing: Standing) -> str:
    """Write a stage as the agreement names it."""
    if standing.terms is not None:
        return standing.terms.name
    return "Announced" if standing.changes_on else "Not published"


@register.filter
def next_stage(standing: Standing, instance: Instance) -> str:
    """Write what an instance's release comes to next, if its agreement says so."""
    rules = instance.contract.agreement.terms.lifecycle
    return rules.name_of(standing.changes_to) if rules and standing.changes_to else ""
