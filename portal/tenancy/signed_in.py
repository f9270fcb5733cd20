"""What whoever is signed in is, and for whom: asked once a request, afresh with each."""

from django.http import HttpRequest

from portal.tenancy.models import Membership, Person
from portal.tenancy.scope import person_scope


def memberships_of(request: HttpRequest) -> list[Membership]:
    """This function will return a person's current memberships, by vendor; a stranger has none.

    The second factor and the fence of the address both hang on them. What was ended before the
    request came opens nothing any more.
    """
    person = request.user
    if not isinstance(person, Person):
        return []
    known: list[Membership] | None = getattr(request, "everywhere", None)
    if known is None:
        with person_scope(person):
            rows = Membership.objects.of_person(person).order_by("vendor__name", "pk")
            known = list(rows)
        request.everywhere = known  # type: ignore[attr-defined]  # read here alone
    return known
