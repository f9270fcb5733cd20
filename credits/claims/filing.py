"""The page on which a claim is filed: what can be claimed, prefilled, and until when."""

from dataclasses import dataclass, field
from typing import Any

from availability.models import Outage
from contracts.models import Contract
from contracts.views.finding import is_staff
from credits.claims.asking import received_at
from credits.claims.claimable import claimable, incident_of
from credits.claims.finding import chosen_message, claimed_outage, filer, messages_of
from credits.claims.forms import ClaimForm, StaffClaimForm
from credits.claims.months import Case
from credits.claims.page import LOOKS, NAMES, Point
from credits.domain.claims import Claim
from credits.domain.conditions import MINUTE
from incidents.models import Incident, Message
from portal.kernel.refusal import Refusal
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now


@dataclass(kw_only=True)
class Filing:
    """What the page of a new claim shows; without a form it says why there is none."""

    outage: Outage
    contract: Contract | None  # None: it has to be chosen
    contracts: list[Contract]
    form: ClaimForm | None = None
    case: Case | None = None
    incident: Incident | None = None
    message: Message | None = None  # by which it came, where one was chosen
    refusal: str = ""
    is_late: bool = False  # by the agreed reading, filed now or when the message came
    points: list[Point] = field(default_factory=list)

    def came(self) -> dict[str, Any]:
        """This method will return how it came, where the vendor's people say it."""
        return self.form.came() if isinstance(self.form, StaffClaimForm) else {}

    def context(self) -> dict[str, Any]:
        """This method will return what the template shows."""
        return {
            "filing": self,
            "form": self.form,
            "outage": self.outage,
            "version": self.outage.current,
            "contract": self.contract,
            "case": self.case,
            "message": self.message,
            "is_late": self.is_late,
            "is_staff_form": isinstance(self.form, StaffClaimForm),
        }


def filing_of(request: PortalRequest, number: int) -> Filing:
    """This function will return the page of a new claim, its form as it was typed.

    :raises Http404: if the reader may not see the outage, or file for whom it touched.
    """
    at = now()
    outage, contract, contracts = claimed_outage(request, number, request.GET.get("contract", ""))
    filing = Filing(outage=outage, contract=contract, contracts=contracts)
    if contract is None:
        return filing
    filer(request, contract)
    try:
        month = claimable(contract, outage, at)
    except Refusal as refusal:
        filing.refusal = str(refusal)
        return filing
    case = filing.case = month.case(outage)
    if is_staff(request):
        filing.message = chosen_message(contract, request.GET.get("message", ""))
    came = received_at(filing.message) if filing.message else at
    filing.is_late = came > case.last
    written_in = filing.message.incident if filing.message else None
    filing.incident = incident_of(outage, contract) or written_in
    like = Claim(key="", filed_at=came)  # as if it were complete
    filing.points = [
        Point(NAMES[one.name], *LOOKS[one.state], one.words)
        for one in case.judge(like, at=at)
        if one.name not in ("complete", "time")
    ]
    filing.form = _form(request, filing, case)
    return filing


def _form(request: PortalRequest, filing: Filing, case: Case) -> ClaimForm:
    version, asked = filing.outage.current, case.of.terms.claims
    if asked is None:
        raise Refusal("This agreement knows no claims.", code="no_claims")
    areas = [f"{one.service}: {one}" for one in version.components]
    known: dict[str, Any] = {
        "asked": asked,
        "areas": areas,
        "zone": reader_zone(request),
        "initial": {
            "areas": areas,
            "started_at": case.lost.starts_at,
            "ended_at": case.lost.ends_at,
            "estimated_minutes": max(round(case.lost.counted / MINUTE), 1),
            "source": "mail" if filing.message else request.GET.get("source", "page"),
            "message": str(filing.message.pk) if filing.message else "",
        },
    }
    data = request.POST if request.method == "POST" else None
    if is_staff(request):
        listed = messages_of(filing.incident)
        if filing.message and filing.message not in listed:
            listed = [filing.message, *listed]
        return StaffClaimForm(data, messages=listed, **known)
    return ClaimForm(data, **known)
