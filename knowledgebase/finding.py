"""Finding the article that an address names, as far as its reader may see it; else 404."""

from django.http import Http404

from knowledgebase.audience import audience_of
from knowledgebase.domain.visibility import Audience
from knowledgebase.models import Article
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


def reader_of(request: PortalRequest) -> Audience:
    """Return what the person who asks is to articles."""
    return audience_of(request.memberships, now().date())


def allowed(request: PortalRequest, act: Act) -> Membership | None:
    """Return the reader's membership that allows an act, if there is one."""
    return next((one for one in request.memberships if may(one, act)), None)


def writer(request: PortalRequest) -> Membership:
    """Return the membership with which somebody writes articles; 404 for those who do not."""
    by = allowed(request, Act.WRITE_ARTICLES)
    if by is None:
        raise Http404
    return by


def to_be_read(slug: str, audience: Audience) -> Article:
    """Return a published article that these readers may read."""
    found = Article.objects.readable_by(audience).with_text().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def to_be_written(slug: str) -> Article:
    """Return an article, whatever its state; its reader is a writer."""
    found = Article.objects.with_text().select_related("head__by").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
