"""What an agreement promises, written for pages."""

from fractions import Fraction

from django import template

from contracts import wording
from contracts.credit_wording import Part, credit_parts
from contracts.domain.targets import Promise, Target
from contracts.domain.terms import Terms
from contracts.domain.workflow import Rung

register = template.Library()


@register.filter
def in_words(promise: Promise) -> str:
    """Write a target with its unit, or that there is none: 8 business hours (LU-14)."""
    return wording.promise_in_words(promise)


@register.filter
def is_assumed(promise: Promise) -> bool:
    """Say whether a target is not in the published text."""
    return isinstance(promise, Target) and promise.assumed


@register.filter
def percent(share: Fraction) -> str:
    """Write a share: 90%."""
    return f"{wording.number(share * 100)}%"


@register.filter
def rules(terms: Terms) -> list[wording.Sentence]:
    """Write how the clocks of an agreement count, and who sets the severity."""
    policy = wording.policy_sentence(terms.severity_policy, terms.name)
    return [*wording.rule_sentences(terms.clock_rules, terms.name), policy]


@register.filter
def opened_by_miss(terms: Terms) -> str:
    """Write which missed targets escalate by themselves, if any do."""
    return wording.opened_by_miss(terms)


@register.filter
def duties(rung: Rung) -> str:
    """Write what the holder of a rung does and what follows."""
    first, *rest = wording.rung_duties(rung)
    done = ", ".join([first[0].upper() + first[1:], *rest])
    return f"{done}. {wording.ADVANCES[rung.advances]}"


@register.filter
def credit_terms(terms: Terms) -> list[Part]:
    """Write what a missed month earns and how it is got, or nothing."""
    return credit_parts(terms)
