"""What is typed to have a report sent regularly."""

from typing import Any

from django import forms

from contracts.models import Contract
from portal.tenancy.models import Customer, Membership
from reports.domain.schedules import FIRST_DAY, LAST_DAY, ScheduleKind
from reports.schedules.keeping import Wanted


class WantedForm(forms.Form):
    """On which day, to whom, and whether the document goes with the mail."""

    business_day = forms.IntegerField(
        label="Business day",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        initial=5,
        help_text="Counted from the period's end in the customer's zone, without its holidays.",
    )
    recipients = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose somebody to send it to."},
    )
    attaches_pdf = forms.BooleanField(
        required=False,
        label="Attach the PDF",
        help_text="Only where mail may carry more than links; the link is always there.",
    )

    def __init__(self, *args: Any, people: list[Membership], carries: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {one.pk: one for one in people}
        choices = [(one.pk, f"{one.person}, {one.get_role_display().lower()}") for one in people]
        self.fields["recipients"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if not carries:  # mail has links only (PQ-12)
            del self.fields["attaches_pdf"]

    def wanted(self) -> Wanted:
        """Return what the schedule is to be."""
        said = self.cleaned_data
        return Wanted(
            business_day=said["business_day"],
            recipients=[self._people[key] for key in said["recipients"]],
            attaches_pdf=said.get("attaches_pdf", False),
        )


class ChangeForm(WantedForm):
    """The same for a schedule that is there; `revision` is the one that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class NewForm(WantedForm):
    """Also which report, and whose."""

    report = forms.ChoiceField()

    def __init__(self, *args: Any, contracts: list[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._contracts = {str(one.pk): one for one in contracts}
        choices = [(ScheduleKind.CLIENT.value, f"{ScheduleKind.CLIENT.label}, every month")]
        for kind in (ScheduleKind.MONTHLY, ScheduleKind.QUARTERLY):
            choices += [
                (f"{kind}-{one.pk}", f"{kind.label}, {one.tier_name}, contract {one.pk}")
                for one in contracts
            ]
        self.fields["report"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.order_fields(["report"])

    def subject(self) -> tuple[ScheduleKind, Contract | None]:
        """Return which report it is, and of which contract."""
        kind, _, contract = self.cleaned_data["report"].partition("-")
        return ScheduleKind(kind), self._contracts.get(contract)


def readers_of(customer: Customer) -> list[Membership]:
    """Return to whom a customer's report can be sent: its own people, then the vendor's."""
    rows = Membership.objects.current().filter(person__is_active=True)
    found = [*rows.filter(customer=customer).select_related("person")]
    return [*found, *rows.staff().select_related("person")]
