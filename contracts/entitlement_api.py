"""Entitlements through the API, to be read: the page's own answers as JSON (CO-10, LU-05)."""

from datetime import date
from typing import TypedDict, cast

from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contracts.domain.entitlements import Entitled, packed
from contracts.entitlements import all_of, loaded
from contracts.models import Contract
from contracts.models.seen import seen_by
from contracts.phrases import value_in_words
from contracts.queries import active_contracts
from contracts.seats import today
from portal.kernel.keys import read_key
from portal.web.described import answers
from portal.web.http import PortalRequest, now


class EntitlementShape(TypedDict):
    """One thing a contract is entitled to, with its clause and where it comes from."""

    key: str
    group: str
    name: str
    value: bool | int | str | dict[str, int | str]
    in_words: str
    detail: str
    whence: str
    stated_by: str | None
    clause: str | None
    reason: str | None


class ContractEntitlementsShape(TypedDict):
    """What a contract is entitled to on a date."""

    contract: int
    customer: str
    on: date
    entitlements: list[EntitlementShape]


class EntitlementsShape(TypedDict):
    """The same of each contract that was asked for."""

    contracts: list[ContractEntitlementsShape]


class ContractEntitlements(APIView):
    """What contracts are entitled to today, each with its clause and where it comes from."""

    @answers(EntitlementsShape, query={"contract": "Whose: its number. Staff have to say."})
    def get(self, request: Request) -> Response:
        """Show those of one's own contracts, or of the one asked for by `contract`."""
        portal = cast("PortalRequest", request._request)
        found = _asked_for(portal, request.query_params.get("contract"))
        said: EntitlementsShape = {"contracts": [_contract(one) for one in loaded(found)]}
        return Response(said)


def _asked_for(portal: PortalRequest, asked: str | None) -> list[Contract]:
    if asked is None:
        if any(one.is_staff_side for one in portal.memberships):
            raise ValidationError({"contract": ["Say which contract: its number."]})
        return active_contracts([one.customer for one in portal.memberships if one.customer], now())
    key = read_key(asked)
    if key is None:
        raise ValidationError({"contract": ["This is not the number of a contract."]})
    seen = Contract.objects.filter(seen_by(portal.memberships, "customer"))
    named = seen.select_related("customer", "agreement").defer("agreement__source")
    return [get_object_or_404(named, pk=key)]


def _contract(contract: Contract) -> ContractEntitlementsShape:
    on = today(contract.customer, now())
    return {
        "contract": contract.pk,
        "customer": contract.customer.name,
        "on": on,
        "entitlements": [_entitled(one) for one in all_of(contract, on)],
    }


def _entitled(one: Entitled) -> EntitlementShape:
    is_overridden = one.override is not None
    return {
        "key": one.row.key,
        "group": one.row.group,
        "name": one.row.name,
        "value": packed(one.value),
        "in_words": value_in_words(one.row, one.value),
        "detail": one.stated.detail if one.stated and not is_overridden else "",
        "whence": one.whence,
        "stated_by": one.stated.tier if one.stated else None,
        "clause": one.clause.ref if one.clause else None,
        "reason": one.override.reason if one.override else None,
    }
