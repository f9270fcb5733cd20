"""From a customer's message to the claim that it states: which outage is it about? (PQ-07)."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from availability.models import Outage
from availability.models.outage import OutageQuerySet
from contracts.models import Contract
from credits.claims.finding import asking_message
from credits.models import Claim
from incidents.models import Incident, Message
from portal.web.http import PortalRequest

LOOKED_BACK = timedelta(days=90)  # from the message: no agreement gives so long to claim
MOST = 50


@require_safe
def recording(request: PortalRequest, message: int) -> HttpResponse:
    """Lead to the form for the outage of the message's incident; ask where that is not known."""
    found = asking_message(request, message)
    incident = found.incident
    documented = _open(Outage.objects.filter(incident_rows__incident=incident), incident)
    if len(documented) == 1:
        return redirect(_form_for(documented[0], found))
    outages = documented or _recent(incident, found.at)
    context = {
        "message": found,
        "incident": incident,
        "ways": [(one, _form_for(one, found)) for one in outages],
        "is_documented": bool(documented),
    }
    return render(request, "credits/claim_recording.html", context)


def _recent(incident: Incident, at: datetime) -> list[Outage]:
    """Return the outages that ended before a message, and can be those of its customer."""
    rows = Outage.objects.filter(versions__ends_at__gt=at - LOOKED_BACK, versions__ends_at__lte=at)
    found = []
    for one in _open(rows, incident):
        named = {customer.pk for customer in one.current.customers}
        if not named or incident.customer_id in named:
            found.append(one)
    return found


def _open(outages: OutageQuerySet, incident: Incident) -> list[Outage]:
    """Return those that are over, no false alarms, and not claimed for the contract."""
    contract: Contract = incident.contract
    claimed = Claim.objects.filter(contract=contract).values("outage")
    rows = outages.exclude(pk__in=claimed).distinct()
    listed = rows.with_current().order_by("-number")[:MOST]
    return [one for one in listed if one.current.ends_at and not one.current.is_withdrawn]


def _form_for(outage: Outage, message: Message) -> str:
    said = {"contract": message.incident.contract_id, "message": message.pk}
    return f"{reverse('claims:new', args=[outage.number])}?{urlencode(said)}"
