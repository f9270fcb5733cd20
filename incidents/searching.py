"""What a search asks, as conditions on the incidents that its reader may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from contracts.domain.workflow import Status, WaitingOn
from contracts.models import AgreementVersion
from incidents.domain.lifecycle import Stage
from incidents.domain.search import Field, Query, Term, Vocabulary, span_of
from incidents.domain.words import words_of
from incidents.models import Escalation, Incident, Message, SearchWord
from portal.kernel.wall_time import first_instant
from portal.tenancy.models import Customer, Membership, Person, Vendor

WAITING = {
    "us": WaitingOn.VENDOR,
    "customer": WaitingOn.CUSTOMER,
    "supplier": WaitingOn.THIRD_PARTY,
    "nobody": WaitingOn.NOBODY,
}
ONE_DAY = timedelta(days=1)
MOST_KEYS = 1_000  # of a rare word


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a vendor's agreements, old and new, call things."""

    prefix: str
    versions: Mapping[int, AgreementVersion]
    stations: Mapping[str, Status]
    ranks: Mapping[str, int]  # by severity
    categories: tuple[str, ...]

    @property
    def vocabulary(self) -> Vocabulary:
        """What can be said in a search."""
        ranks = sorted({str(rank) for rank in self.ranks.values()})
        return Vocabulary(
            prefix=self.prefix,
            stations=tuple(self.stations),
            severities=tuple(dict.fromkeys([*ranks, *self.ranks])),
            categories=self.categories,
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, and what words mean here."""

    person: Person
    is_staff: bool
    at: datetime
    known: Catalogue


def catalogue_of(vendor: Vendor) -> Catalogue:
    """Return what a vendor's agreements call things, with one query."""
    versions = AgreementVersion.objects.defer("source")
    terms = [version.terms for version in versions]
    return Catalogue(
        prefix=vendor.number_prefix,
        versions={version.pk: version for version in versions},
        stations={one.key: one for known in terms for one in known.workflow.statuses},
        ranks={key: one.rank for known in terms for key, one in known.severities.items()},
        categories=tuple({one.key: None for known in terms for one in known.categories}),
    )


def search(rows: QuerySet[Incident], query: Query, asking: Asking) -> QuerySet[Incident]:
    """Return those of the rows that fit every term. What may be seen was chosen before."""
    for term in query.terms:
        condition = CONDITIONS[term.field](term, asking)
        rows = rows.filter(~condition if term.is_not else condition)
    return rows


def _status(term: Term, _asking: Asking) -> Q:
    closed = Q(status=Stage.CLOSED)
    wide = {"open": ~closed, "closed": closed, "all": ~Q(pk=None)}
    return reduce(or_, (wide.get(value) or Q(status=value) for value in term.values))


def _severity(term: Term, asking: Asking) -> Q:
    ranks = asking.known.ranks
    return Q(severity__in=[k for k in ranks if {k.lower(), str(ranks[k])} & set(term.values)])


def _waiting(term: Term, asking: Asking) -> Q:
    sides = {WAITING[value] for value in term.values}
    stations = asking.known.stations
    return Q(status__in=[key for key in stations if stations[key].waiting_on in sides])


def _line(term: Term, asking: Asking) -> Q:
    lines = {value.upper() for value in term.values}
    stations = asking.known.stations
    # Where the vendor last worked: while it waits for an answer it is still that line's.
    return Q(working_status__in=[key for key in stations if stations[key].support_level in lines])


def _owner(term: Term, asking: Asking) -> Q:
    if term.value.lower() == "me":
        return Q(owner=asking.person)
    if term.value.lower() == "none":
        return Q(owner=None)
    named = Membership.objects.staff().filter(person__name__icontains=term.value)
    return Q(owner__in=list(named.order_by().values_list("person_id", flat=True)))


def _customer(term: Term, _asking: Asking) -> Q:
    named = Customer.objects.filter(name__icontains=term.value)
    return Q(customer__in=list(named.order_by().values_list("pk", flat=True)))


def _category(term: Term, _asking: Asking) -> Q:
    return Q(category__in=term.values)


def _escalated(term: Term, _asking: Asking) -> Q:
    stands = Q(Exists(Escalation.objects.open().filter(incident=OuterRef("pk"))))
    return reduce(or_, (stands if value == "yes" else ~stands for value in term.values))


def _due(term: Term, asking: Asking) -> Q:
    if term.value == "none":
        return Q(next_due_at=None)
    if term.value == "over":
        return Q(next_due_at__lt=asking.at)
    until = asking.at + span_of(term.value)
    return Q(next_due_at__lte=until) if term.sign == "<" else Q(next_due_at__gt=until)


def _reported(term: Term, asking: Asking) -> Q:
    if term.sign != ":":
        since = asking.at - span_of(term.value)
        return Q(reported_at__gte=since) if term.sign == "<" else Q(reported_at__lt=since)
    zone = ZoneInfo(asking.person.time_zone)
    day = date.fromisoformat(term.value)
    begins, ends = first_instant(day, zone), first_instant(day + ONE_DAY, zone)
    return Q(reported_at__gte=begins, reported_at__lt=ends)


def _number(term: Term, _asking: Asking) -> Q:
    return Q(number=int(term.value))


def _words(term: Term, asking: Asking) -> Q:
    found = Q()
    for word in words_of(term.value):
        rows = _having(word, asking)
        few = _few(rows)
        # A rare word's incidents are named; for a common one the list is walked in its order.
        found &= Q(pk__in=few) if few is not None else _common(rows, is_not=term.is_not)
    return found


def _common(rows: QuerySet[SearchWord, int], *, is_not: bool) -> Q:
    """Return the condition of having a word that many incidents have.

    PostgreSQL cannot know that the vendor's words are those of the vendor's incidents. It takes
    both conditions together for rare, reads all of either and sorts them, unless each incident is
    asked by itself. Not having it is asked at once, since few or none may fit.
    """
    if is_not:
        return Q(pk__in=rows)
    own = rows.filter(incident=OuterRef("pk")).values("incident")
    return Q(IsNull(Subquery(own[:1]), False))


def _phrase(term: Term, asking: Asking) -> Q:
    said = Message.objects.filter(incident=OuterRef("pk"), text__icontains=term.value)
    if not asking.is_staff:
        said = said.public()
    # Not EXISTS: PostgreSQL would rather read all messages of the vendor once than a page's.
    written = IsNull(Subquery(said.order_by().values("pk")[:1]), False)
    found = Q(title__icontains=term.value) | _customer(term, asking) | Q(written)
    for word in words_of(term.value):
        few = _few(_having(word, asking))
        if few is not None:  # a common word would narrow nothing
            found &= Q(pk__in=few)
    return found


def _having(word: str, asking: Asking) -> QuerySet[SearchWord, int]:
    """Return the keys of incidents that have a word, as this reader can know."""
    rows = SearchWord.objects.beginning_with(word)
    if not asking.is_staff:
        rows = rows.filter(is_internal=False)
    return rows.order_by().values_list("incident", flat=True)


def _few(keys: QuerySet[SearchWord, int]) -> set[int] | None:
    """Return the keys if they are few, or None."""
    few = set(keys[: MOST_KEYS + 1])
    return few if len(few) <= MOST_KEYS else None


CONDITIONS: Mapping[Field, Callable[[Term, Asking], Q]] = {
    Field.STATUS: _status,
    Field.SEVERITY: _severity,
    Field.WAITING: _waiting,
    Field.OWNER: _owner,
    Field.CUSTOMER: _customer,
    Field.CATEGORY: _category,
    Field.LINE: _line,
    Field.ESCALATED: _escalated,
    Field.DUE: _due,
    Field.REPORTED: _reported,
    Field.NUMBER: _number,
    Field.WORDS: _words,
    Field.PHRASE: _phrase,
}
