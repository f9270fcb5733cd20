"""The operator's page: whether sweeps, mail and proofs run, for every vendor at once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.tenancy.models import Person
from portal.tenancy.scope import every_vendor
from portal.web.http import now
from reports.machinery import machinery


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Show the machinery to operators; to everybody else there is no such page."""
    person = request.user
    if not (isinstance(person, Person) and person.is_operator):
        raise Http404
    with every_vendor("an operator watches the machinery of all vendors"):
        at = now()
        watched = machinery(at)
        context = {"watched": watched, "at": at, "alerts": any(one.alerts for one in watched)}
        return render(request, "reports/operations.html", context)
