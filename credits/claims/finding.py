"""Which claims and outages a reader may see or claim; 404 for all others (CO-03)."""

from django.db.models import Prefetch
from django.http import Http404

from availability.finding import find_outage, touched_by
from availability.models import Outage
from contracts.models import Contract
from contracts.views.finding import acting_on, allowed, is_staff
from credits.models import Claim, ClaimVerdict
from credits.models.claim import ClaimQuerySet
from incidents.models import Incident, Message
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

MOST_DIGITS = 19  # of a key


def claims_seen(request: PortalRequest) -> ClaimQuerySet:
    """Return the claims a reader may see, each as it stands, the newest first."""
    rows: ClaimQuerySet = Claim.objects.visible_to(request.memberships).standing()
    named = rows.select_related("contract__customer", "contract__vendor", "incident", "completes")
    verdicts = ClaimVerdict.objects.select_related("closing").defer(
        "closing__facts", "closing__figures", "closing__derivation"
    )
    outages = Outage.objects.with_current()
    seen = named.prefetch_related("decisions__decided_by", Prefetch("verdicts", verdicts))
    return seen.prefetch_related(Prefetch("outage", outages))


def find_claim(request: PortalRequest, number: int) -> Claim:
    """Return one claim that the reader may see, as it stands, or answer 404."""
    found = claims_seen(request).select_related("filed_by", "recorded_by").filter(number=number)
    claim: Claim | None = found.first()
    if claim is None:
        raise Http404
    return claim


def filer(request: PortalRequest, contract: Contract) -> Membership:
    """Return the membership that files for a contract; to everybody else: 404."""
    by = acting_on(request, contract)
    if not may(by, Act.FILE_CLAIM):
        raise Http404
    return by


def decider(request: PortalRequest) -> Membership:
    """Return the membership that decides claims; to everybody else: 404."""
    by = allowed(request, Act.DECIDE_CREDITS)
    if by is None:
        raise Http404
    return by


def claimed_outage(
    request: PortalRequest, number: int, contract: str = ""
) -> tuple[Outage, Contract | None, list[Contract]]:
    """Return an outage, the contract for which it is claimed, and those for which it could be.

    No contract: the reader has to choose one. Where it touched none of theirs, the answer is 404.
    """
    outage = find_outage(request, number)
    touched = touched_by(request, outage, now())
    if not touched or allowed(request, Act.FILE_CLAIM) is None:
        raise Http404
    if not contract:
        claimable = [one for one in touched if one.agreement.terms.claims] or touched
        return outage, claimable[0] if len(claimable) == 1 else None, claimable
    chosen = [one for one in touched if str(one.pk) == contract]
    if not chosen:
        raise Http404
    return outage, chosen[0], touched


def messages_of(incident: Incident | None) -> list[Message]:
    """Return what a customer wrote or said in an incident, the newest first."""
    if incident is None:
        return []
    rows = Message.objects.public().filter(incident=incident, by_staff=False)
    return list(rows.select_related("author").order_by("-at", "-pk")[:50])


def chosen_message(contract: Contract, key: str) -> Message | None:
    """Return a message that a contract's customer wrote in one of its incidents, by its key."""
    if not (key.isascii() and key.isdigit() and len(key) < MOST_DIGITS):
        return None
    rows = Message.objects.public().filter(incident__contract=contract, by_staff=False)
    return rows.select_related("author", "incident__vendor").filter(pk=key).first()


def asking_message(request: PortalRequest, key: int) -> Message:
    """Return a customer's message, for the vendor's people who file claims, or answer 404."""
    rows = Message.objects.public().filter(by_staff=False, pk=key)
    found = rows.select_related("author", "incident__contract__customer", "incident__agreement")
    message: Message | None = found.first()
    if message is None or not is_staff(request):
        raise Http404
    filer(request, message.incident.contract)
    if message.incident.agreement.terms.claims is None:
        raise Http404
    return message
