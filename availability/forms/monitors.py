"""What is typed to keep services, components, probes and tokens."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.db.models import QuerySet

from availability.models import INTERVALS, Component, ProbeKind, TokenKind
from availability.services.monitors import Watch
from contracts.models import Contract, Product
from portal.tenancy.models import Vendor

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _chosen(label: str, *, required: bool = False, help_text: str = "") -> Any:
    """Return a field for one of the vendor's rows, which `_offer` fills."""
    return forms.ModelChoiceField(
        queryset=None, label=label, required=required, help_text=help_text
    )


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field: Any = form.fields[name]
    field.queryset = rows


class ServiceForm(forms.Form):
    """A service, as its customers know it."""

    name = forms.CharField(max_length=80, label="Name")
    description = forms.CharField(max_length=300, required=False, label="What it is")
    position = forms.IntegerField(
        min_value=0, max_value=999, initial=0, label="Place in lists", help_text="0 comes first."
    )
    is_public = forms.BooleanField(
        required=False,
        label="Anybody may read its state",
        help_text="Otherwise its status page is for its customers.",
    )


class NewServiceForm(ServiceForm):
    """A service and what contracts cover of it."""

    product = _chosen(
        "Product", help_text="Contracts that cover it are concerned. None: every contract is."
    )

    def __init__(self, *args: Any, vendor: Vendor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "product", Product.objects.filter(vendor=vendor))


class ComponentForm(forms.Form):
    """A part of a service that can fail by itself."""

    name = forms.CharField(max_length=80, label="Name")
    time_zone = forms.CharField(
        max_length=50,
        label="Time zone",
        help_text="Where it is deployed, such as America/Chicago: its maintenance window is there.",
        widget=forms.TextInput(attrs={"list": "zones"}),
    )
    region = forms.CharField(max_length=80, required=False, label="Region")
    position = forms.IntegerField(min_value=0, max_value=999, initial=0, label="Place in lists")

    def clean_time_zone(self) -> str:
        """Take no zone that nobody knows."""
        name = str(self.cleaned_data["time_zone"]).strip()
        if name not in available_timezones():
            raise forms.ValidationError("No such zone is known. Write one like Europe/London.")
        return name


class NewComponentForm(ComponentForm):
    """A part of a service, and whom it serves."""

    is_shared = forms.BooleanField(
        required=False,
        initial=True,
        label="It serves every contract of the service",
        help_text="Otherwise say on its page whom it serves.",
    )


class EndingForm(forms.Form):
    """From which day on something is not run any more."""

    on = forms.DateField(label="From", widget=DAY)


class UseForm(forms.Form):
    """A contract that a component of its own serves."""

    contract = _chosen("Contract", required=True)
    since = forms.DateField(label="From", widget=DAY)
    until = forms.DateField(label="Last day", required=False, widget=DAY)

    def __init__(self, *args: Any, vendor: Vendor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Contract.objects.filter(vendor=vendor).select_related("customer")
        _offer(self, "contract", rows.order_by("customer__name"))


class WatchForm(forms.Form):
    """How a component is watched, in whatever way."""

    kind: ProbeKind

    name = forms.CharField(max_length=80, label="Name")

    def watch(self) -> Watch:
        """Return how the component is watched, as it was typed."""
        return Watch(kind=self.kind, **self.cleaned_data)


class ProbeForm(WatchForm):
    """What is asked how often, and what a good answer is."""

    kind = ProbeKind.HTTP

    url = forms.CharField(
        max_length=500,
        label="Address",
        help_text="https://… Without name and password: colleagues read it.",
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    interval = forms.TypedChoiceField(
        coerce=int, choices=INTERVALS, initial=60, label="Asked every"
    )
    timeout = forms.IntegerField(
        min_value=1, max_value=30, initial=10, label="Waits for an answer", help_text="Seconds."
    )
    expected_status = forms.IntegerField(
        min_value=100, max_value=599, initial=200, label="Expected status"
    )
    expected_text = forms.CharField(
        max_length=200, required=False, label="Expected words", help_text="Somewhere in the answer."
    )
    failures_needed = forms.IntegerField(
        min_value=1,
        max_value=60,
        initial=2,
        label="Failures in a row",
        help_text="Before an outage is suspected.",
    )
    tls_days_warning = forms.IntegerField(
        min_value=0,
        max_value=365,
        initial=14,
        label="Warn of the certificate’s end",
        help_text="Days before.",
    )
    may_confirm = forms.BooleanField(
        required=False,
        label="Its failing confirms what another probe suspects",
        help_text="Then an outage is declared and customers are told without a person’s check.",
    )
    is_enabled = forms.BooleanField(required=False, initial=True, label="It is asked")


class HeartbeatForm(WatchForm):
    """How often a component is to report by itself."""

    kind = ProbeKind.HEARTBEAT

    interval = forms.IntegerField(
        min_value=60,
        max_value=604_800,
        initial=300,
        label="Reports every",
        help_text="Seconds.",
    )
    timeout = forms.IntegerField(
        min_value=1,
        max_value=86_400,
        initial=60,
        label="Grace",
        help_text="Seconds after which it is late.",
    )
    may_confirm = forms.BooleanField(
        required=False, label="Its being late confirms what another probe suspects"
    )
    is_enabled = forms.BooleanField(required=False, initial=True, label="It is waited for")


class TokenForm(forms.Form):
    """Who else may report, and what."""

    name = forms.CharField(max_length=80, label="Who reports with it")
    kind = forms.ChoiceField(
        choices=[(one.value, one.label) for one in TokenKind if one is not TokenKind.HEARTBEAT],
        label="What is reported",
    )
    component = _chosen(
        "Component", help_text="Of reports that name none; a report can name one by its short name."
    )

    def __init__(self, *args: Any, vendor: Vendor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Component.objects.filter(vendor=vendor, ended_on=None)
        _offer(self, "component", rows.with_service())
