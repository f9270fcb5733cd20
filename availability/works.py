"""Maintenance as lists show it: what is coming, running and past, and who may see it (CO-03)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from availability.models import (
    Component,
    Maintenance,
    MaintenanceComponent,
    MaintenanceSession,
    MaintenanceVersion,
)
from availability.models.maintenance import MaintenanceQuerySet
from portal.tenancy.models import Membership

type State = Literal["coming", "running", "past", "cancelled"]


def works_seen(memberships: Iterable[Membership]) -> MaintenanceQuerySet:
    """This function will return what these people may see: staff all, customers what serves them.

    Work on a component that was given to a customer for some days concerns them on those alone.
    """
    seen = Q(pk__in=())
    for one in memberships:
        own = Q(vendor_id=one.vendor_id)
        if not one.is_staff_side:
            own &= Q(Exists(_touching(one.customer_id)))
        seen |= own
    return Maintenance.objects.filter(seen)


def in_state(rows: MaintenanceQuerySet, state: str, at: datetime) -> MaintenanceQuerySet:
    """This function will return the works of one state: the next first, of past ones the last."""
    timed = rows.filter(versions__number=F("version")).annotate(
        begins=Min("versions__sessions__announced_from"),
        ends=Max(Coalesce("versions__sessions__actual_to", "versions__sessions__announced_to")),
        begun=Min("versions__sessions__actual_from"),
    )
    open_session = MaintenanceSession.objects.filter(
        version__maintenance=OuterRef("pk"),
        version__number=OuterRef("version"),
        actual_from__isnull=False,
        actual_to=None,
    )
    is_open, is_given_up = Exists(open_session), Q(versions__is_cancelled=True)
    is_now = Q(is_open) | Q(begins__lte=at, ends__gt=at)
    if state == "coming":
        return timed.filter(~is_given_up & ~is_now, begins__gt=at).order_by("begins", "pk")
    if state == "ahead":  # running or coming; what runs began before what is to come
        order = Coalesce("begun", "begins")
        return timed.filter(~is_given_up & (is_now | Q(begins__gt=at))).order_by(order, "pk")
    if state == "running":
        return timed.filter(~is_given_up & is_now).order_by("begins", "pk")
    return timed.filter(is_given_up | (~is_now & Q(ends__lte=at))).order_by("-begins", "-pk")


def state_of(version: MaintenanceVersion, at: datetime) -> State:
    """This function will say where a piece of work stands."""
    sessions = list(version.sessions.all())
    if version.is_cancelled:
        return "cancelled"
    if any(one.actual_from is not None and one.actual_to is None for one in sessions):
        return "running"
    if at < sessions[0].announced_from and sessions[0].actual_from is None:
        return "coming"
    return "running" if max(_over(one) for one in sessions) > at else "past"


def _over(session: MaintenanceSession) -> datetime:
    return session.actual_to or session.announced_to


def _touching(customer: int | None) -> QuerySet[MaintenanceVersion]:
    """This function will return newest versions that work on what serves a customer."""
    parts = MaintenanceComponent.objects.filter(version=OuterRef("pk"))
    shared = Component.objects.for_customer(customer).filter(is_shared=True)
    given = parts.filter(
        Q(component__uses__until=None)
        | Q(component__uses__until__gte=F("version__sessions__announced_from__date")),
        component__uses__contract__customer=customer,
        component__uses__since__lte=F("version__sessions__announced_to__date"),
    )
    touched = Exists(parts.filter(component__in=shared.values("pk"))) | Exists(given)
    return MaintenanceVersion.objects.newest().filter(touched, maintenance=OuterRef("pk"))
