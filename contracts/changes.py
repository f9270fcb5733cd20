"""Telling the apps above that a calendar or a contract's terms have changed.

An app registers what it does from its `apps.py`. It is done in the transaction of the change.
"""

from collections.abc import Callable
from datetime import datetime

from contracts.models import CalendarVersion, ContractTerms, Release
from portal.tenancy.models import Customer

type CalendarReaction = Callable[[CalendarVersion], None]
type TermsReaction = Callable[[ContractTerms], None]

type ReleaseReaction = Callable[[Release, datetime], None]
type PlaceCheck = Callable[[Customer], None]

_places: list[PlaceCheck] = []
_calendar: list[CalendarReaction] = []
_terms: list[TermsReaction] = []
_release: list[ReleaseReaction] = []


def register(*, calendar: CalendarReaction, terms: TermsReaction) -> None:
    """Register what an app does; registering the same again changes nothing."""
    if calendar not in _calendar:
        _calendar.append(calendar)
    if terms not in _terms:
        _terms.append(terms)


def calendar_changed(version: CalendarVersion) -> None:
    """Let the apps above follow a new version of a region's calendar."""
    for reaction in _calendar:
        reaction(version)


def terms_changed(terms: ContractTerms) -> None:
    """Let the apps above follow what a contract stands on from a date on."""
    for reaction in _terms:
        reaction(terms)


def register_release(reaction: ReleaseReaction) -> None:
    """Register what an app does when a release is published; again: nothing."""
    if reaction not in _release:
        _release.append(reaction)


def release_published(release: Release, at: datetime) -> None:
    """Let the apps above follow a release that was published or announced."""
    for reaction in _release:
        reaction(release, at)


def register_place_check(check: PlaceCheck) -> None:
    """Register what refuses that a customer's zone or holiday region changes; again: nothing."""
    if check not in _places:
        _places.append(check)


def check_place(customer: Customer) -> None:
    """Ask the apps above whether the zone and holiday region of a customer may change.

    :raises Refusal: whatever one of them says no with.
    """
    for check in _places:
        check(customer)
