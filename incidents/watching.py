"""Who watches an incident, and whom a note named."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from incidents.domain.mentions import mentioned
from incidents.models import Incident
from portal.tenancy.models import Membership

MOST_OFFERED = 8


def watchers_of(incident: Incident) -> QuerySet[Membership]:
    """Return who watches, with their person: staff, and people of the incident's own customer.

    News that is the vendor's own is only for those that are staff (`Membership.is_staff_side`).
    """
    watching = Membership.objects.current().filter(watchings__incident=incident)
    return watching.select_related("person").order_by("person__name", "pk")


def watchers_shown(incident: Incident, reader: Membership) -> list[Membership]:
    """Return who watches as far as a reader may know: customers see none of the vendor's."""
    rows = watchers_of(incident)
    return [one for one in rows if reader.is_staff_side or not one.is_staff_side]


def staff_named(text: str) -> Iterable[Membership]:
    """Return which of the vendor's own people a text means by an @; nobody else can be found."""
    if "@" not in text:
        return []
    desk = {one.pk: one for one in Membership.objects.current().staff().select_related("person")}
    keys = mentioned(text, {key: one.person.name for key, one in desk.items()})
    return [desk[key] for key in sorted(keys)]


def people_like(begun: str) -> list[dict[str, str]]:
    """Return the vendor's own people a word of whose name begins like this, the first few."""
    desk = Membership.objects.current().staff().select_related("person")
    for word in begun.split():
        desk = desk.filter(
            Q(person__name__istartswith=word) | Q(person__name__icontains=f" {word}")
        )
    rows = desk.order_by("person__name", "pk")[:MOST_OFFERED]
    return [{"name": one.person.name, "role": one.get_role_display()} for one in rows]
