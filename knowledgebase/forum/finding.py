"""Finding what an address of the forum names, as far as its reader may see it; else 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from knowledgebase.forum.naming import Reader, reader_of
from knowledgebase.forum.queries import ANSWERS_ON_A_PAGE, with_writers
from knowledgebase.models import ForumPost, ForumTopic, PostReport
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest


def while_open[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer 404 where the vendor has no forum, whatever the address names."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        if not request.vendor.has_forum:
            raise Http404
        return view(*args, **kwargs)

    return answered


def reader(request: PortalRequest) -> Reader:
    """Return who reads."""
    return reader_of(request.memberships)


def able(request: PortalRequest, act: Act) -> Membership:
    """Return the membership with which somebody does something; 404 for those who cannot."""
    found = reader(request).able(act)
    if found is None:
        raise Http404
    return found


def find_topic(request: PortalRequest, topic: int) -> ForumTopic:
    """Return a topic whose page its reader may open."""
    rows = ForumTopic.objects.readable_by(request.memberships).select_related("accepted", "vendor")
    found = rows.filter(pk=topic).first()
    if found is None:
        raise Http404
    return found


def find_post(request: PortalRequest, post: int) -> ForumPost:
    """Return a post of a topic whose page its reader may open; a hidden one for few."""
    found = with_writers(ForumPost.objects.filter(pk=post)).first()
    if found is None:
        raise Http404
    found.topic = find_topic(request, found.topic_id)
    known = reader(request)
    if found.is_hidden and found.by_id != known.person_id and not known.moderates:
        raise Http404
    return found


def find_report(request: PortalRequest, report: int) -> PostReport:
    """Return a report; its reader moderates."""
    able(request, Act.MODERATE_FORUM)
    rows = PostReport.objects.select_related("post__topic", "post__by", "post__customer", "by")
    found = rows.filter(pk=report).first()
    if found is None:
        raise Http404
    return found


def page_with(topic: ForumTopic, number: str) -> str | None:
    """Return on which page of a topic's answers a post stands."""
    if not number.isdecimal() or len(number) > 9:
        return None
    before = topic.posts.answers().exclude(pk=topic.accepted_id or 0).filter(number__lt=int(number))
    return str(before.count() // ANSWERS_ON_A_PAGE + 1)
