"""How the form that a noun asks is made; its class can be read before there is anything to ask."""

from dataclasses import dataclass
from typing import Any

from django import forms

from incidents.models import Incident, Problem


@dataclass(frozen=True, slots=True)
class Plain:
    """Makes a form that asks the same of everything."""

    form: Any  # the form's class

    def __call__(self, _about: object, data: Any) -> forms.Form:
        made: forms.Form = self.form(data)
        return made


@dataclass(frozen=True, slots=True)
class AboutIncident:
    """Makes a form that asks about the incident itself."""

    form: Any

    def __call__(self, incident: Incident, data: Any) -> forms.Form:
        made: forms.Form = self.form(data, incident=incident)
        return made


@dataclass(frozen=True, slots=True)
class AboutProduct:
    """Makes a form that asks for a release of a problem's product."""

    form: Any

    def __call__(self, problem: Problem, data: Any) -> forms.Form:
        made: forms.Form = self.form(data, vendor=problem.vendor, product=problem.product)
        return made
