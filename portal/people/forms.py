"""What is typed on the people pages."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms

from portal.people.services import Seat
from portal.people.tokens import LONGEST_NAME, MOST_DAYS
from portal.tenancy.models import Customer, Membership, Person
from portal.tenancy.roles import Role, SupportTier


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label="Email address")
    name = forms.CharField(max_length=120)
    role = forms.ChoiceField(choices=Role.choices)
    customer: Any = forms.ModelChoiceField(
        queryset=None,
        required=False,
        empty_label="None: works for us",
        help_text="For technical contacts and viewers.",
    )
    support_tier = forms.ChoiceField(
        choices=[("", "None"), *SupportTier.choices], required=False, help_text="For agents."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = Customer.objects.all()  # type: ignore[attr-defined]  # a choice field, as declared

    def seat(self) -> Seat:
        """Return what the person is invited to be."""
        said = self.cleaned_data
        return Seat(
            role=Role(said["role"]), customer=said["customer"], support_tier=said["support_tier"]
        )


class TokenForm(forms.Form):
    """A token for a program: what uses it, for how long, and whether it may write."""

    name = forms.CharField(
        max_length=LONGEST_NAME, label="What will use it?", help_text="Such as: night report."
    )
    membership = forms.ChoiceField(label="As", help_text="It sees and does what you do as this.")
    days = forms.IntegerField(
        min_value=1,
        max_value=MOST_DAYS,
        initial=90,
        label="For how many days",
        help_text=f"At most {MOST_DAYS}. After that, make another.",
    )
    can_write = forms.ChoiceField(
        choices=[("no", "Read only"), ("yes", "Read and write")],
        initial="no",
        widget=forms.RadioSelect,
        label="What may it do?",
    )

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._memberships = {str(one.pk): one for one in memberships}
        if len(memberships) == 1:
            del self.fields["membership"]
        else:
            choices = [(key, str(one)) for key, one in self._memberships.items()]
            self.fields["membership"].choices = choices  # type: ignore[attr-defined]  # as declared

    def holder(self) -> Membership:
        """Return whom the token stands for."""
        only = next(iter(self._memberships))
        return self._memberships[self.cleaned_data.get("membership", only)]


class AcceptanceForm(forms.Form):
    """A new person's name and password."""

    name = forms.CharField(max_length=120, label="Your name")
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text="At least 12 characters. A sentence only you would say is a good one.",
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What a person may change about themselves."""

    time_zone = forms.ChoiceField(
        choices=lambda: [(zone, zone) for zone in sorted(available_timezones())],
        help_text="Times are shown to you in this zone.",
    )

    class Meta:
        model = Person
        fields = ("name", "phone", "time_zone", "uses_keys")
        labels = {"uses_keys": "Use single keys"}
        help_texts = {
            "uses_keys": "Such as j, k and 1 in the queue. Switch them off if they get in your way."
        }
