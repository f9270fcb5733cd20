"""Naming a person who may give instructions (PQ-13)."""

from django import forms


class AuthorisedForm(forms.Form):
    """Who it is, and what they may instruct."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="Email address")
    part = forms.CharField(
        max_length=200,
        label="Post, and what they may instruct",
        help_text="For instance: head of informatics; everything about user accounts.",
    )
