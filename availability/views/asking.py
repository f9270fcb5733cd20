"""A form on a page of its own: what was typed stays where it is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest

type Crumb = tuple[str, str, Sequence[object]]  # an address by its name, a label, its parts


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page asks: its title, the form, and the pages above it."""

    title: str
    form: forms.Form
    crumbs: Sequence[Crumb]
    template: str = "availability/monitor_form.html"
    context: dict[str, Any] = field(default_factory=dict)


def asked(request: PortalRequest, typed: Typed, act: Callable[[], HttpResponse]) -> HttpResponse:
    """This function will show the form, or do what was asked and say where that leads."""
    if request.method != "POST":
        return _page(request, typed, 200)
    if not typed.form.is_valid():
        return _page(request, typed, 422)
    try:
        return act()
    except Refusal as refusal:
        known = refusal.code in typed.form.fields
        typed.form.add_error(refusal.code if known else None, str(refusal))
        return _page(request, typed, 409)


def _page(request: PortalRequest, typed: Typed, status: int) -> HttpResponse:
    above = [(reverse(name, args=parts), label) for name, label, parts in typed.crumbs]
    context = {"title": typed.title, "form": typed.form, "above": above} | typed.context
    return render(request, typed.template, context, status=status)
