"""Keeping searches under a name: for oneself, or shared with all who work at the desk."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from incidents.domain.search import parse
from incidents.models import SavedView
from incidents.models.saved_view import LONGEST_NAME
from incidents.searching import catalogue_of
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, may, require

MOST = 30  # views of one person


@transaction.atomic
def save_view(*, by: Membership, name: str, query: str) -> SavedView:
    """Keep a search under a name, after one's others.

    :raises Refusal: if it is not understood or asks nothing, or the name is empty or taken.
    """
    require(by, Act.WORK_ON_INCIDENTS)
    asked = parse(query, catalogue_of(by.vendor).vocabulary)
    if not asked:
        raise Refusal("Type the search that is to be kept first.", code="empty")
    own = SavedView.objects.filter(owner=by.person)
    if own.count() >= MOST:
        raise Refusal(f"You have {MOST} views; delete one that you do not need.", code="full")
    last = own.aggregate(last=Max("position"))["last"]
    return SavedView.objects.create(
        vendor_id=by.vendor_id,
        owner=by.person,
        name=_name(by.person, name),
        query=str(asked),
        position=(last or 0) + 1,
    )


@transaction.atomic
def rename_view(*, view: SavedView, by: Membership, name: str) -> SavedView:
    """Give one's view another name."""
    view = _own(view, by)
    view.name = _name(view.owner, name, besides=view)
    view.save(update_fields=["name"])
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: Membership, at: datetime) -> None:
    """Forget one's view; a shared one is gone for all."""
    view = _own(view, by)
    if view.is_shared:
        record("view deleted", view, actor=by.person, at=at, before=_said(view))
    view.delete()


@transaction.atomic
def share_view(*, view: SavedView, by: Membership, shared: bool, at: datetime) -> SavedView:
    """Show one's view to all who work at the desk, or only to oneself again."""
    require(by, Act.SHARE_VIEWS)
    view = _own(view, by)
    if view.is_shared != shared:
        view.is_shared = shared
        view.save(update_fields=["is_shared"])
        verb = "view shared" if shared else "view shared no more"
        record(verb, view, actor=by.person, at=at, after=_said(view))
    return view


@transaction.atomic
def move_view(*, view: SavedView, by: Membership, up: bool) -> SavedView:
    """Change places with one's view before it, or after it; at the end nothing happens."""
    view = _own(view, by)
    rows = list(SavedView.objects.locked().filter(owner=by.person).order_by("position", "pk"))
    at = rows.index(view)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows, start=1):
        row.position = place
    SavedView.objects.bulk_update(rows, ["position"])
    return rows[to] if 0 <= to < len(rows) else view


def _own(view: SavedView, by: Membership) -> SavedView:
    require(by, Act.WORK_ON_INCIDENTS)
    locked = SavedView.objects.locked().get(pk=view.pk)
    if locked.owner_id != by.person_id and not (locked.is_shared and may(by, Act.SHARE_VIEWS)):
        raise Refusal(f"“{view}” is {view.owner}'s; they can change it.", code="not_yours")
    return locked


def _name(owner: Person, name: str, besides: SavedView | None = None) -> str:
    words = " ".join(name.split())
    if not words:
        raise Refusal("Give the view a name.", code="empty")
    if len(words) > LONGEST_NAME:
        raise Refusal(f"The name has {len(words)} characters; {LONGEST_NAME} fit.", code="too_long")
    taken = SavedView.objects.filter(owner=owner, name=words)
    if any(view != besides for view in taken):
        raise Refusal(f"There is a view called “{words}” already.", code="taken")
    return words


def _said(view: SavedView) -> dict[str, str]:
    return {"name": view.name, "query": view.query}
