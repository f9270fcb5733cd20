"""What is typed about contracts. Rules are the services'."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms

from contracts.domain.fees import Fees
from contracts.forms.releases import day
from contracts.models import AgreementVersion, Contract, Product
from contracts.services.said import LONGEST_LINE
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Vendor


def put(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal at the field it is about, or above the form."""
    form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))


def money(**said: Any) -> forms.DecimalField:
    """Return a field for an amount."""
    return forms.DecimalField(min_value=0, max_digits=14, decimal_places=3, **said)


def currency(**said: Any) -> forms.CharField:
    """Return a field for a currency; three letters, written in capitals."""
    return forms.CharField(
        min_length=3, max_length=3, label="Currency", help_text="Such as EUR.", **said
    )


class FeesForm(forms.Form):
    """What is paid under a contract."""

    annual_value = money(
        required=False,
        label="Annual value",
        help_text="Recurring fees of a contract year, without one-time fees and taxes.",
    )
    monthly_fee = money(
        required=False, label="Monthly fee", help_text="None: a twelfth of the annual value."
    )
    currency = currency(required=False)
    payment_days = forms.IntegerField(
        min_value=0, max_value=365, initial=30, label="Invoices are due within", help_text="Days."
    )

    def clean_currency(self) -> str:
        """Write the currency in capitals."""
        return str(self.cleaned_data["currency"]).upper()

    def fees(self) -> Fees:
        """Return what was typed as a value."""
        said = self.cleaned_data
        return Fees(
            annual=said["annual_value"],
            monthly=said["monthly_fee"],
            currency=said["currency"],
            payment_days=said["payment_days"],
        )

    @staticmethod
    def shown(fees: Fees) -> dict[str, Any]:
        """Return fees as a form begins with them."""
        return {
            "annual_value": _plain(fees.annual),
            "monthly_fee": _plain(fees.monthly),
            "currency": fees.currency,
            "payment_days": fees.payment_days,
        }


class SignForm(FeesForm):
    """A contract to be signed."""

    field_order = ("customer", "tier", "products", "starts_on", "ends_on")

    customer: Any = forms.ModelChoiceField(queryset=None, empty_label="Choose a customer")
    tier = forms.ChoiceField()
    products: Any = forms.ModelMultipleChoiceField(
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        label="Products covered",
        error_messages={"required": "Choose what it covers."},
    )
    starts_on = day(label="First day")
    ends_on = day(label="Last day", required=False, help_text="None: until further notice.")

    def __init__(self, *args: Any, vendor: Vendor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _query(self, "customer", Customer.objects.filter(vendor=vendor))
        _query(self, "products", Product.objects.filter(vendor=vendor))
        versions = AgreementVersion.objects.filter(vendor=vendor)
        _choices(self, "tier", tiers_of(versions))


class RenewalForm(FeesForm):
    """How a contract goes on."""

    field_order = ("tier", "ends_on")

    tier = forms.ChoiceField()
    ends_on = day(label="New last day", required=False, help_text="None: until further notice.")
    reason = forms.CharField(
        max_length=LONGEST_LINE, label="What was agreed", help_text="The customer reads it too."
    )

    def __init__(self, *args: Any, contract: Contract, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = AgreementVersion.objects.filter(vendor=contract.vendor_id).in_force(since)
        _choices(self, "tier", tiers_of(versions[:1]))


class PriceForm(FeesForm):
    """Other fees from a day on."""

    field_order = ("since",)

    since = day(label="From")
    reason = forms.CharField(max_length=LONGEST_LINE, label="Why")


class EndingForm(forms.Form):
    """A contract's last day, sooner than was agreed."""

    last_day = day(label="Last day", help_text="On it the contract still counts.")
    reason = forms.CharField(
        max_length=LONGEST_LINE, label="Why", help_text="The customer reads it too."
    )


class ProductForm(forms.Form):
    """One more product that a contract covers."""

    product: Any = forms.ModelChoiceField(queryset=None, label="Also cover")

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Product.objects.filter(vendor=contract.vendor_id)
        _query(self, "product", rows.exclude(pk__in=contract.covered.values("product")))


class PlaceForm(forms.Form):
    """Where a customer is."""

    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="Its service hours run here.",
        choices=lambda: [(zone, zone) for zone in sorted(available_timezones())],
    )
    country = forms.CharField(
        min_length=2,
        max_length=2,
        help_text="Two letters, such as GB. It decides which functions new reports offer as "
        "always critical.",
    )
    holiday_region = forms.CharField(
        max_length=10,
        required=False,
        label="Holiday region",
        help_text="Country, or country and subdivision, such as GB-ENG. None: no holidays.",
    )

    def clean_country(self) -> str:
        """Write the country in capitals."""
        return str(self.cleaned_data["country"]).upper()

    def clean_holiday_region(self) -> str:
        """Write the region in capitals."""
        return str(self.cleaned_data["holiday_region"]).upper()


class CustomerForm(PlaceForm):
    """A customer to be added."""

    field_order = ("name",)

    name = forms.CharField(max_length=120)


def tiers_of(versions: Iterable[AgreementVersion]) -> list[tuple[str, str]]:
    """Return the tiers of agreement versions as choices."""
    tiers = {tier.key: tier.name for one in versions for tier in one.terms.tiers.values()}
    return list(tiers.items())


def _plain(amount: Any) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"


def _query(form: forms.Form, field: str, rows: Any) -> None:
    form.fields[field].queryset = rows  # type: ignore[attr-defined]  # a choice field, as declared


def _choices(form: forms.Form, field: str, choices: list[tuple[str, str]]) -> None:
    form.fields[field].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared
