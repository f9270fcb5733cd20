"""What is typed about incidents, checked field by field; the rules are the services'."""

from incidents.forms.deeds import ClosureForm, ReasonForm, SeverityForm, StationForm, TextForm
from incidents.forms.lists import ListFilterForm
from incidents.forms.raising import RaiseForm, always_critical_for
from incidents.forms.supplying import AskSupplierForm, SupplierAnswerForm

__all__ = [
    "AskSupplierForm",
    "ClosureForm",
    "ListFilterForm",
    "RaiseForm",
    "ReasonForm",
    "SeverityForm",
    "StationForm",
    "SupplierAnswerForm",
    "TextForm",
    "always_critical_for",
]
