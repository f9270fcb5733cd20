"""People as a file: download everyone, or invite many after looking at what will happen."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.people import roster
from portal.people.views import manager
from portal.tenancy.models import Membership
from portal.web.http import PortalRequest, now

MOST_BYTES = 200_000
NOT_TEXT = "This is not text in UTF-8: save it as CSV UTF-8."


class RosterForm(forms.Form):
    """A file of people."""

    file = forms.FileField(
        label="CSV file", help_text="In UTF-8, with the headings email, name, role, customer."
    )

    def clean_file(self) -> str:
        """Return the file's text.

        :raises ValidationError: if it is too large, or no text.
        """
        file: Any = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("This file is too large: at most 200 kB.")
        try:
            return str(file.read().decode())
        except UnicodeDecodeError:
            raise forms.ValidationError(NOT_TEXT) from None


@require_safe
def sheet(request: PortalRequest) -> HttpResponse:
    """Return everyone with their role as CSV; that they left is recorded."""
    by = manager(request)
    members = Membership.objects.current().select_related("person", "customer")
    text = roster.sheet(members.order_by("customer__name", "person__name", "pk"))
    at = now()
    record("people exported", by, actor=by.person, at=at, after={"people": members.count()})
    name = f"people-{request.vendor.slug}-{at:%Y-%m-%d}.csv"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: PortalRequest) -> HttpResponse:
    """Take a file and show what it would do; nothing is done yet."""
    by = manager(request)
    if request.method != "POST":
        return _page(request, RosterForm())
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    text = form.cleaned_data["file"]
    try:
        lines = roster.preview(by=by, text=text, at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=409)
    return _page(request, RosterForm(), lines=lines, text=text)


@require_POST
def confirmation(request: PortalRequest) -> HttpResponse:
    """Invite everyone in a file that was looked at, or nobody."""
    by = manager(request)
    try:
        count = roster.invite_all(by=by, text=request.POST.get("text", ""), at=now())
    except Refusal as refusal:
        form = RosterForm({})
        form.errors.clear()
        form.add_error(None, str(refusal))
        return _page(request, form, status=409)
    messages.success(
        request, "1 person is invited." if count == 1 else f"{count} people are invited."
    )
    return redirect("people:list")


def _page(
    request: PortalRequest,
    form: RosterForm,
    *,
    status: int = 200,
    lines: Sequence[roster.Line] = (),
    text: str = "",
) -> HttpResponse:
    wrong = sum(bool(line.problem) for line in lines)
    context = {"form": form, "lines": lines, "wrong": wrong, "text": text}
    return render(request, "people/import.html", context, status=status)
