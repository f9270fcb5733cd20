"""What is typed about incidents, checked field by field; the rules are the services'."""

from incidents.forms.deeds import ClosureForm, ReasonForm, SeverityForm, StationForm, TextForm
from incidents.forms.macros import ChangedMacroForm, MacroForm
from incidents.forms.raising import CallForm, RaiseForm, always_critical_for
from incidents.forms.rescuing import RescuePlanForm
from incidents.forms.supplying import AskSupplierForm, SupplierAnswerForm
from incidents.forms.workflow import (
    ColleagueForm,
    LinkForm,
    MergeForm,
    OnDemandForm,
    ProductForm,
    RouteForm,
    SplitForm,
    UnlinkForm,
)

__all__ = [
    "AskSupplierForm",
    "CallForm",
    "ChangedMacroForm",
    "ClosureForm",
    "ColleagueForm",
    "LinkForm",
    "MacroForm",
    "MergeForm",
    "OnDemandForm",
    "ProductForm",
    "RaiseForm",
    "ReasonForm",
    "RescuePlanForm",
    "RouteForm",
    "SeverityForm",
    "SplitForm",
    "StationForm",
    "SupplierAnswerForm",
    "TextForm",
    "UnlinkForm",
    "always_critical_for",
]
