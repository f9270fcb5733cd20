"""Drafts: what is typed is kept on the server until it is sent, or thrown away on purpose."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from incidents.access import acting
from incidents.domain.places import ON_AN_INCIDENT, Place
from incidents.models import Draft, Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may, require

LONGEST_DRAFT = 60_000  # characters, all fields together
MOST_FIELDS = 40
FOR_WHOM = frozenset({"contact", "contract"})  # kept beside the words, and no words themselves

# Which of these acts one must be allowed for there to be anything to write at a place.
ACTS: Mapping[Place, tuple[Act, ...]] = {
    Place.RAISE: (Act.RAISE_INCIDENT,),
    Place.TELEPHONE: (Act.WORK_ON_INCIDENTS,),
    Place.WRITE: (Act.WORK_ON_INCIDENTS, Act.ANSWER_AS_CUSTOMER),
    Place.NOTE: (Act.WORK_ON_INCIDENTS,),
}


@transaction.atomic
def keep_draft(
    *,
    by: Membership,
    place: Place,
    incident: Incident | None,
    fields: Mapping[str, str],
    at: datetime,
) -> Draft | None:
    """Keep what is typed at a place in place of what was typed there before.

    Nothing but blanks is no draft: what was kept there is let go then, and None is returned.

    :param incident: the one whose page it is on; none for the places that have no incident.
    :raises Refusal: if the membership cannot write there, or it is more than a draft holds.
    """
    _check(by, place, incident)
    words = {_clean(name): _clean(value) for name, value in fields.items()}
    if not any(value.strip() for name, value in words.items() if name not in FOR_WHOM):
        forget_draft(by=by, place=place, incident=incident)
        return None
    if len(words) > MOST_FIELDS or sum(map(len, (*words, *words.values()))) > LONGEST_DRAFT:
        raise Refusal(
            f"That is more than a draft holds ({LONGEST_DRAFT:,} characters). What you typed is "
            "still on your page, but it is not kept: shorten it.",
            code="too_long",
        )
    draft = Draft(
        vendor_id=by.vendor_id, membership=by, place=place, incident=incident, fields=words
    )
    draft.kept_at = at
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["membership", "place", "incident"],
        update_fields=["fields", "kept_at"],
    )
    return draft


def read_draft(*, by: Membership, place: Place, incident: Incident | None = None) -> Draft | None:
    """Return what this membership has typed at a place and not sent."""
    return Draft.objects.filter(membership=by, place=place, incident=incident).first()


def forget_draft(*, by: Membership, place: Place, incident: Incident | None = None) -> None:
    """Let a draft go: it was sent, or thrown away on purpose."""
    Draft.objects.filter(membership=by, place=place, incident=incident).delete()


def drafts_on(incident: Incident, by: Membership) -> dict[str, Draft]:
    """Return a membership's drafts on the page of an incident, by place."""
    return {draft.place: draft for draft in Draft.objects.filter(membership=by, incident=incident)}


def _check(by: Membership, place: Place, incident: Incident | None) -> None:
    if (place in ON_AN_INCIDENT) is (incident is None):
        raise Refusal("A draft wants the place it was typed at.", code="no_place")
    acts = ACTS[place]
    act = next((one for one in acts if may(by, one)), acts[0])
    if incident is None:
        require(by, act)
    else:
        acting([by], incident, act)


def _clean(value: str) -> str:
    """Return the text without what a table cannot hold: NUL, and half characters."""
    return value.replace("\x00", "").encode(errors="replace").decode()
