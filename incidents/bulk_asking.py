"""What is wished of many incidents at once: read alike for the pages and the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.bulk import MOST, Wish
from incidents.domain.numbering import read_number
from incidents.forms.queue import BulkForm
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest

type Wishes = list[tuple[Incident, Wish]]


def wishes_of(
    data: Mapping[str, Any], numbers: Sequence[str], request: PortalRequest
) -> tuple[Wishes, BulkForm]:
    """Return what is wished of which incident that this person may see.

    :raises Refusal: if none is chosen, too many are, or the wish is incomplete.
    """
    form = BulkForm(data)
    if not form.is_valid():
        raise Refusal("Choose what is to be done, and to whom or where.", code="incomplete")
    said = form.cleaned_data
    wish = Wish(act=said["act"], to=said["to"], status=said["status"])
    if (wish.act == "assign" and wish.to is None) or (wish.act == "move" and not wish.status):
        raise Refusal("Choose to whom they are given, or where they are moved.", code="incomplete")
    rows = chosen(request, numbers)
    if not rows:
        raise Refusal("Choose at least one incident first.", code="none")
    if len(rows) > MOST:
        raise Refusal(f"{len(rows)} are too many at once; {MOST} are possible.", code="too_many")
    return [(row, wish) for row in rows], form


def chosen(request: PortalRequest, numbers: Sequence[str]) -> list[Incident]:
    """Return the incidents of these numbers that this person may see."""
    wanted = set()
    for text in numbers[: MOST + 1]:
        try:
            wanted.add(read_number(text, request.vendor.number_prefix))
        except Refusal:
            continue  # nothing that was offered
    seen = Incident.objects.visible_to(request.memberships).with_names()
    return list(seen.filter(number__in=wanted).order_by("number"))
