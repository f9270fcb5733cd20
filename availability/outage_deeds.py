"""What can be done to an outage and to its exclusions: noun, form, service, and what is said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from availability.forms.exclusions import DecisionForm, NoteForm
from availability.forms.outages import ConfirmationForm, EndForm, WithdrawalForm
from availability.models import Exclusion, OutageVersion, Verdict
from availability.services import confirming, exclusions, outages, responding
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done, by whom it may be and when it can be."""

    title: str
    service: Callable[..., Any]
    done: str
    acts: tuple[Act, ...]
    form: type[forms.Form] = forms.Form
    look: str = ""
    asks: str = ""  # what is to be known before


DEEDS: dict[str, Deed] = {
    "ending": Deed(
        "It is over", outages.end_outage, "Ended.", (Act.DECLARE_OUTAGE,), EndForm, "primary"
    ),
    "confirmation": Deed(
        "Confirm it",
        confirming.confirm_declared,
        "Confirmed; the customers concerned are told.",
        (Act.DECLARE_OUTAGE,),
        ConfirmationForm,
        "primary",
    ),
    "responses": Deed(
        "Tell customers who were not told",
        responding.respond_again,
        "Whoever is concerned has an incident and a notice, as far as it could be.",
        (Act.DECLARE_OUTAGE,),
        asks="Customers who are concerned only now get their incident and notice; nobody twice.",
    ),
    "findings": Deed(
        "Send notice of correction",
        responding.send_findings,
        "The notice of correction was sent.",
        (Act.DECLARE_OUTAGE,),
        asks="Customers get the cause and the corrective action as they are written here.",
    ),
    "withdrawal": Deed(
        "It was no outage",
        outages.withdraw_outage,
        "Withdrawn: it counts in no month.",
        (Act.DECLARE_OUTAGE,),
        WithdrawalForm,
        "danger",
    ),
}

EXCLUSION_DEEDS: dict[str, Deed] = {
    "decision": Deed(
        "Decide",
        exclusions.decide_exclusion,
        "Decided.",
        (Act.DECIDE_EXCLUSION,),
        DecisionForm,
        "primary",
    ),
    "withdrawal": Deed(
        "Take it back",
        exclusions.withdraw_exclusion,
        "Taken back: the time counts.",
        (Act.DECIDE_EXCLUSION, Act.DECLARE_OUTAGE),
        NoteForm,
        "danger",
    ),
    "objection": Deed(
        "Contest it",
        exclusions.contest_exclusion,
        "Contested: until it is decided anew, the time counts.",
        (Act.ANSWER_AS_CUSTOMER,),
        NoteForm,
    ),
}


def fits(noun: str, version: OutageVersion) -> bool:
    """This function will say whether a deed makes sense for an outage as it stands."""
    if noun == "withdrawal":
        return not version.is_withdrawn
    if version.is_withdrawn:
        return False
    if noun == "ending":
        return version.is_going_on
    if noun == "confirmation":
        return not version.is_confirmed
    if noun == "findings":
        return version.is_confirmed and not version.is_going_on
    return version.is_confirmed  # responses


def fits_exclusion(noun: str, exclusion: Exclusion, by: Membership) -> bool:
    """This function will say whether a reader can do a deed to an exclusion as it stands."""
    state = exclusion.state
    if noun == "decision":
        return may(by, Act.DECIDE_EXCLUSION) and state != Verdict.WITHDRAWN
    if noun == "withdrawal":
        own = exclusion.proposed_by_id == by.person_id
        return (own or may(by, Act.DECIDE_EXCLUSION)) and state != Verdict.WITHDRAWN
    return may(by, Act.ANSWER_AS_CUSTOMER) and state == Verdict.APPROVED
