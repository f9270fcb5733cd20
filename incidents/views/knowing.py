"""Articles offered while an incident is written, and beside one that is worked on (LU-26)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from incidents.domain.places import Place
from incidents.finding import able, find
from incidents.knowing import answers_to, beside
from incidents.services.drafts import forget_draft
from incidents.services.knowing import draft_article
from incidents.views.detail import page
from knowledgebase.finding import allowed, reader_of, to_be_read
from knowledgebase.services.answering import solved_by
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


@require_POST
def offers(request: PortalRequest) -> HttpResponse:
    """Answer what is typed so far with the articles that may answer it; a part of the page."""
    typed = (request.POST.get(name, "") for name in ("title", "text"))
    context = {
        "articles": answers_to(request.memberships, *typed, at=now()),
        "raises": allowed(request, Act.RAISE_INCIDENT) is not None,
    }
    return render(request, "incidents/parts/offered.html", context)


@require_POST
def solution(request: PortalRequest) -> HttpResponse:
    """Keep that an article solved what was about to be reported; nothing is raised."""
    by = able(request, Act.RAISE_INCIDENT)
    found = to_be_read(request.POST.get("article", ""), reader_of(request))
    solved_by(by=by, article=found, at=now())
    forget_draft(by=by, place=Place.RAISE)
    messages.success(request, "Good. Nothing was raised, and your draft is gone.")
    return redirect("knowledge:article", found.slug)


@require_safe
def articles(request: PortalRequest, number: str) -> HttpResponse:
    """Show those who work on an incident which articles are linked to it or like it."""
    incident = find(request, number)
    able(request, Act.WORK_ON_INCIDENTS)
    context = {
        "incident": incident,
        "beside": beside(incident, request.memberships, now()),
        "writes": allowed(request, Act.WRITE_ARTICLES) is not None,
    }
    part = "" if not request.htmx else "#list"
    return render(request, f"incidents/articles.html{part}", context)


@require_POST
def article_draft(request: PortalRequest, number: str) -> HttpResponse:
    """Draft an article from a solved incident, and lead to its editor."""
    incident = find(request, number)
    by = able(request, Act.WRITE_ARTICLES)
    try:
        made = draft_article(by=by, incident=incident, at=now())
    except Refusal as refusal:
        return page(request, incident, problem=str(refusal), status=409)
    messages.success(request, "Drafted. Take out what only this customer should know.")
    return redirect("knowledge:edit", made.slug)
