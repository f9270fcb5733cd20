"""What is typed about suppliers and what they promise (LU-24)."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from contracts.domain.suppliers import Support
from contracts.models import Supplier, SupplierAgreement
from contracts.services.suppliers import Signed
from portal.tenancy.models import Customer

WEEKDAYS = (
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
)
TARGET = "target_"  # begins the name of each severity's field


class SupplierForm(forms.Form):
    """Who a supplier is."""

    name = forms.CharField(max_length=100)
    kind = forms.ChoiceField(
        choices=Supplier.Kind, required=False, label="What it is", initial=Supplier.Kind.SUPPLIER
    )
    contact = forms.CharField(max_length=100, required=False, label="Whom to ask for")
    email = forms.EmailField(required=False, label="E-mail")
    telephone = forms.CharField(max_length=40, required=False)


class DateField(forms.DateField):
    """A date as browsers send it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SignForm(forms.Form):
    """What a supplier promises from a date on: hours, and a time for each severity."""

    reference = forms.CharField(max_length=100, label="Name or number of the agreement")
    since = DateField(label="From")
    until = DateField(required=False, label="Until (the last day)")
    time_zone = forms.CharField(max_length=50, label="Their time zone")
    weekdays = forms.MultipleChoiceField(
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Days on which they work",
        help_text="None: around the clock.",
    )
    opens = forms.TimeField(
        required=False, widget=forms.TimeInput(attrs={"type": "time"}), label="They begin at"
    )
    closes = forms.TimeField(
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        label="They end at (empty: midnight)",
    )

    def __init__(self, *args: Any, severities: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.severities = severities
        for key, name in severities.items():
            self.fields[TARGET + key] = forms.DecimalField(
                required=False,
                min_value=Decimal("0.02"),
                max_value=Decimal(8784),
                decimal_places=2,
                label=f"{name}: answered within, in hours",
            )

    def signed(self) -> Signed:
        """Return what was typed as the service takes it; the form must be valid."""
        said = self.cleaned_data
        weekdays = tuple(sorted(int(day) for day in said["weekdays"]))
        return Signed(
            reference=said["reference"],
            since=said["since"],
            until=said["until"],
            support=Support(
                zone=said["time_zone"],
                weekdays=weekdays,
                opens=_minutes(said["opens"]) if said["opens"] and weekdays else 0,
                closes=_minutes(said["closes"]) if said["closes"] and weekdays else 24 * 60,
            ),
            minutes={
                key: int(said[TARGET + key] * 60)
                for key in self.severities
                if said[TARGET + key] is not None
            },
        )


class ShareForm(forms.Form):
    """Which customer is given the details of an agreement, and who asked."""

    agreement: Any = forms.ModelChoiceField(queryset=None)
    customer: Any = forms.ModelChoiceField(queryset=None)
    request = forms.CharField(max_length=300, label="Who asked for it, when and how")

    def __init__(
        self,
        *args: Any,
        agreements: QuerySet[SupplierAgreement],
        customers: QuerySet[Customer],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]  # choice fields, as declared
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]  # a choice field, as declared


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
