"""Articles as readers have them: the list with its search, an article, and what they say of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from knowledgebase.domain.asking import asked
from knowledgebase.domain.visibility import EVERYBODY, Audience
from knowledgebase.excerpts import hits
from knowledgebase.finding import allowed, reader_of, to_be_read
from knowledgebase.forms import FeedbackForm, SearchForm, put
from knowledgebase.models import Article
from knowledgebase.queries import judged, narrowed, solutions
from knowledgebase.searching import search
from knowledgebase.services.answering import answer, count_miss, count_read
from knowledgebase.shown import parts_of, pictures_of
from portal.audit.origin import current_origin
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now
from portal.web.limits import is_too_often

ON_A_PAGE = 20
MOST_OPEN = 30  # searches of one address in a minute, without signing in


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """List what the reader may read, the newest first; or what fits a search, the best first."""
    audience = reader_of(request)
    context = _listed(request, audience) | {
        "writes": allowed(request, Act.WRITE_ARTICLES),
        "opens_forum": allowed(request, Act.OPEN_FORUM),
    }
    status = 422 if context["form"].errors else 200
    return render(request, "knowledgebase/list.html", context, status=status)


@require_safe
def public(request: PortalRequest) -> HttpResponse:
    """List and search the articles that everybody may read."""
    context = _listed(request, EVERYBODY) | {"frame": _frame(request), "is_public": True}
    form = context["form"]
    status = 429 if form.has_error("q", "too_often") else 422 if form.errors else 200
    return render(request, "knowledgebase/list.html", context, status=status)


@require_safe
def article(request: PortalRequest, title: str) -> HttpResponse:
    """Show an article."""
    found = to_be_read(title, reader_of(request))
    return _counted(request, found, _shown(request, found))


@require_safe
def public_article(request: PortalRequest, title: str) -> HttpResponse:
    """Show a public article to anybody."""
    found = to_be_read(title, EVERYBODY)
    context = _read(found, reverse("knowledge:public_article", args=[title]))
    context |= {"frame": _frame(request), "is_public": True}
    return _counted(request, found, render(request, "knowledgebase/article.html", context))


@require_POST
def feedback(request: PortalRequest, title: str) -> HttpResponse:
    """Keep whether an article helped."""
    found = to_be_read(title, reader_of(request))
    form = FeedbackForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        helped = said["is_helpful"] == "yes"
        try:
            answer(
                by=request.memberships[0],
                article=found,
                is_helpful=helped,
                reason=said["reason"],
                at=now(),
            )
        except Refusal as refusal:
            put(form, refusal)
        else:
            messages.success(request, "Thank you: its writers read it.")
            return redirect("knowledge:article", title)
    return _shown(request, found, form, status=422)


@require_safe
def picture(request: PortalRequest, title: str, picture: int) -> HttpResponse:
    """Show a picture of an article that the reader may read, or writes."""
    if allowed(request, Act.WRITE_ARTICLES):
        found = Article.objects.filter(slug=title).first()
        if found is None:
            raise Http404
        return _picture(found, picture)
    return _picture(to_be_read(title, reader_of(request)), picture)


@require_safe
def public_picture(_request: PortalRequest, title: str, picture: int) -> HttpResponse:
    """Show a picture of a public article."""
    return _picture(to_be_read(title, EVERYBODY), picture)


def _listed(request: PortalRequest, audience: Audience) -> dict[str, Any]:
    form = SearchForm(
        request.GET, solutions=solutions(audience), is_staff=audience.is_staff, auto_id="find-%s"
    )
    context: dict[str, Any] = {"form": form, "frame": "base.html"}
    if not form.is_valid():
        return context
    said = form.cleaned_data
    rows = narrowed(
        audience,
        solution=said["solution"],
        kind=said["kind"],
        visibility=said.get("visibility", ""),
    )
    if not said["q"].strip():
        newest = Paginator(rows.with_text(), ON_A_PAGE)
        page = newest.get_page(request.GET.get("page"))
        return context | {"page": page, "query": _query(said)}
    if not audience.is_member and is_too_often(_asker(), most=MOST_OPEN):
        form.add_error("q", ValidationError("Wait a minute, then search on.", code="too_often"))
        return context
    try:
        return context | _found(request, rows, audience, said["q"])
    except Refusal as refusal:
        form.add_error("q", str(refusal))
        return context


def _found(request: PortalRequest, rows: Any, audience: Audience, text: str) -> dict[str, Any]:
    words = asked(text)
    result = search(rows, words, most=ON_A_PAGE)
    if words and (result.is_partial or not result.keys) and audience.is_member:
        # Strangers write nothing; the vendor's own searches count like a customer's.
        count_miss(request.vendor, text, at=now())
    return {"found": result, "hits": hits(result.keys, result.sought), "searched": text}


def _asker() -> str:
    return f"knowledge:{current_origin().address}"


def _query(said: dict[str, Any]) -> str:
    return urlencode({key: value for key, value in said.items() if value})


def _counted(request: PortalRequest, found: Article, page: HttpResponse) -> HttpResponse:
    """Count a reader who is not the vendor's own.

    Once the page is made: who reads the same article at the same moment waits for this count.
    """
    if request.method == "GET" and not any(one.is_staff_side for one in request.memberships):
        count_read(found, on=now().date())
    return page


def _shown(
    request: PortalRequest,
    found: Article,
    form: FeedbackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _read(found, reverse("knowledge:article", args=[found.slug]))
    is_writer = allowed(request, Act.WRITE_ARTICLES) is not None
    context |= {
        "frame": "base.html",
        "form": form or FeedbackForm(),
        "writes": is_writer,
        "judged": judged(found) if is_writer else None,
        "reader_zone": reader_zone(request),
    }
    return render(request, "knowledgebase/article.html", context, status=status)


def _read(found: Article, address: str) -> dict[str, Any]:
    assert found.shown is not None  # noqa: S101 - to_be_read finds no others
    content = found.shown.content
    return {
        "article": found,
        "shown": found.shown,
        "parts": parts_of(content, pictures_of(found, address)),
    }


def _picture(found: Article, key: int) -> HttpResponse:
    row = found.pictures.filter(pk=key).first()
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.content), content_type="image/webp")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _frame(request: PortalRequest) -> str:
    return "base.html" if request.memberships else "knowledgebase/open.html"
