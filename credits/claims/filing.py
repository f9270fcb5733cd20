"""The page on which a claim is filed: what can be claimed, prefilled, and until when."""

from dataclasses import dataclass, field
from typing import Any

from availability.models import Outage
from contracts.models import Contract
from contracts.views.finding import is_staff
from credits.claims.claimable import claimable, incident_of
from credits.claims.finding import claimed_outage, filer, messages_of
from credits.claims.forms import ClaimForm, StaffClaimForm
from credits.claims.months import Case
from credits.claims.page import LOOKS, NAMES, Point
from credits.domain.claims import Claim
from credits.domain.conditions import MINUTE
from incidents.models import Incident
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
    refusal: str = ""
    is_late: bool = False  # by the agreed reading, if it were filed now
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
    filing.is_late = at > case.last
    filing.incident = incident_of(outage, contract)
    like = Claim(key="", filed_at=at)  # as if it were filed now and complete
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
            "source": request.GET.get("source", "page"),
        },
    }
    data = request.POST if request.method == "POST" else None
    if is_staff(request):
        return StaffClaimForm(data, messages=messages_of(filing.incident), **known)
    return ClaimForm(data, **known)
