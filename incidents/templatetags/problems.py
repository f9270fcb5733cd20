"""What kinds, statuses and steps of problems are called on pages."""

from django import template

from incidents.domain.problems import Step, label

register = template.Library()

STEPS = {
    Step.REPORTED: "reported",
    Step.LINKED: "linked with an incident",
    Step.UNLINKED: "link taken back",
    Step.QUALIFIED: "qualified",
    Step.NEED_STATED: "business need stated",
    Step.ESCALATED: "escalated into the maintenance releases",
    Step.CONSULTED: "consulted",
    Step.REVIEWED: "reviewed in the planning of a release",
    Step.PLANNED: "change planned",
    Step.BEGUN: "work begun",
    Step.RETARGETED: "planned anew",
    Step.WITHDRAWN: "change withdrawn",
    Step.SHIPPED: "delivered",
    Step.DECLINED: "declined",
}


@register.filter
def called(value: str) -> str:
    """Return what a kind, status, decision or side is called."""
    return label(value)


@register.filter
def step(kind: str) -> str:
    """Return what a step was, in words."""
    return STEPS[Step(kind)]
