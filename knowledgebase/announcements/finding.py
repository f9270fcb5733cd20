"""Finding the announcement that an address names, as far as its reader may see it; else 404."""

from django.db.models import QuerySet
from django.http import Http404

from knowledgebase.announcements.queries import visible_to
from knowledgebase.finding import allowed
from knowledgebase.models import Announcement
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


def announcer(request: PortalRequest) -> Membership:
    """Return the membership with which somebody announces; 404 for those who do not."""
    by = allowed(request, Act.ANNOUNCE)
    if by is None:
        raise Http404
    return by


def to_be_announced(pk: int) -> Announcement:
    """Return an announcement, whatever its state; its reader announces."""
    return _first(Announcement.objects.filter(pk=pk))


def to_be_shown(request: PortalRequest, pk: int) -> Announcement:
    """Return an announcement for its reader: announcers see all, others what is or was out."""
    if allowed(request, Act.ANNOUNCE):
        return to_be_announced(pk)
    return _first(visible_to(request.memberships, now()).filter(pk=pk))


def _first(rows: QuerySet[Announcement]) -> Announcement:
    found = rows.select_related("shown", "head__by", "vendor").first()
    if found is None:
        raise Http404
    return found
