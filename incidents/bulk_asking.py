"""What is wished of many incidents at once: read alike for the pages and the API."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from incidents.bulk import ACTS, MOST, Wish
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


def undone(lines: Sequence[str], request: PortalRequest) -> Iterator[tuple[Incident, Wish]]:
    """Return what is wished so that what was done is put back; what was never offered is left out.

    :param lines: as an outcome's `undoing` gives them: LUM-1042 assign 7.
    """
    said = [line.split() for line in lines[:MOST]]
    rows = {str(row): row for row in chosen(request, [words[0] for words in said if words])}
    for number, act, *rest in (words for words in said if len(words) >= 2):
        form = BulkForm({"act": act, "to": "".join(rest), "status": "".join(rest)})
        if act not in ACTS or number not in rows:
            continue
        form.is_valid()  # a station is no key of a colleague, and the other way round
        said_of = form.cleaned_data
        to = said_of.get("to") if act == "assign" else None
        yield rows[number], Wish(act=act, to=to, status=said_of.get("status", ""))


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
