"""Where an operator chooses whose rows to look at, and says why."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from portal.admin import entry
from portal.admin.site import is_operator
from portal.tenancy.models import Person, Vendor
from portal.web.http import now


class EntryForm(forms.Form):
    """The vendor, and the reason that its administrators will read."""

    vendor = forms.ModelChoiceField(Vendor.objects.all(), empty_label="Choose a vendor")
    reason = forms.CharField(
        max_length=300, help_text="The vendor's administrators read it in their audit."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Ask for the vendor and the reason, and open that vendor's rows for an hour."""
    person = _operator(request)
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        entry.enter(
            session=request.session,
            by=person,
            vendor=said["vendor"],
            reason=said["reason"],
            at=now(),
        )
        return redirect("operator:index")
    context = {"form": form, "entry": entry.Entry.of(request.session, now())}
    status = 422 if request.method == "POST" else 200
    return render(request, "operator/entry.html", context, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the vendor's rows."""
    person = _operator(request)
    entry.leave(session=request.session, by=person, at=now())
    return redirect("operator_entry")


def _operator(request: HttpRequest) -> Person:
    if not (is_operator(request) and isinstance(request.user, Person)):
        raise Http404
    return request.user
