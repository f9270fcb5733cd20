"""Inviting a customer's people, and handing a seat on."""

from django import forms

from portal.tenancy.roles import CUSTOMER_ROLES, Role


class ContactForm(forms.Form):
    """Whom to invite for a customer."""

    email = forms.EmailField(label="Email address")
    name = forms.CharField(max_length=120)


class CustomersPersonForm(ContactForm):
    """Whom to invite for a customer, as what."""

    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in CUSTOMER_ROLES],
        initial=Role.TECHNICAL_CONTACT,
        help_text="Technical contacts take a seat; viewers read only and take none.",
    )
