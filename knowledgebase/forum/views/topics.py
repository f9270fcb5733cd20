"""Topics: the list with its search, asking, a topic's page, and what is done to it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase.domain.asking import asked
from knowledgebase.forms import put
from knowledgebase.forum.finding import able, find_topic, page_with, reader, while_open
from knowledgebase.forum.forms import AnswerForm, SearchForm, TopicForm
from knowledgebase.forum.naming import public_name
from knowledgebase.forum.nouns import TOPIC_NOUNS
from knowledgebase.forum.queries import narrowed, opened, rows_of, tags_in_use
from knowledgebase.forum.searching import search
from knowledgebase.forum.services.writing import ask
from knowledgebase.models import ForumTopic
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.cautious import findings_in
from portal.web.http import PortalRequest, now

ON_A_PAGE = 20


@require_safe
@while_open
def overview(request: PortalRequest) -> HttpResponse:
    """List topics, the last answered first; or those that have the words, the best first."""
    form = SearchForm(request.GET, tags=tags_in_use(), auto_id="find-%s")
    context: dict[str, Any] = {
        "form": form,
        "writes": reader(request).able(Act.WRITE_IN_FORUM),
        "moderates": reader(request).moderates,
        "opens": reader(request).able(Act.OPEN_FORUM),
    }
    if form.is_valid():
        try:
            context |= _listed(request, form.cleaned_data)
        except Refusal as refusal:
            form.add_error("q", str(refusal))
    status = 422 if form.errors else 200
    return render(request, "knowledgebase/forum/list.html", context, status=status)


def _listed(request: PortalRequest, said: dict[str, Any]) -> dict[str, Any]:
    rows = narrowed(state=said["state"], tag=said["tag"])
    text = said["q"].strip()
    if text:
        keys, total = search(rows, asked(text), most=ON_A_PAGE)
        known = rows.in_bulk(keys)
        best = [known[key] for key in keys if key in known]
        return {"rows": rows_of(best, reader(request)), "total": total, "is_search": True}
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    kept = {key: value for key, value in said.items() if value}
    return {
        "rows": rows_of(list(page), reader(request)),
        "total": page.paginator.count,
        "page": page,
        "query": urlencode(kept),
        "is_narrowed": bool(kept),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def new(request: PortalRequest) -> HttpResponse:
    """Begin a topic."""
    by = able(request, Act.WRITE_IN_FORUM)
    context: dict[str, Any] = {"as_name": public_name(by), "is_named": not by.is_staff_side}
    if request.method != "POST":
        title = request.GET.get("title", "")[:160]
        context["form"] = TopicForm(initial={"title": title})
        return render(request, "knowledgebase/forum/new.html", context)
    form, status = TopicForm(request.POST), 422
    if form.is_valid():
        caution = form.cleaned_data["patient_data_acknowledged"]
        try:
            made = ask(by=by, said=form.said(), at=now(), caution=caution)
        except Refusal as refusal:
            put(form, refusal)
            context["findings"] = findings_in(request.POST, refusal)
            status = 409
        else:
            messages.success(request, "Your question stands there. You are told of answers.")
            return redirect("forum:topic", made.pk)
    return render(request, "knowledgebase/forum/new.html", context | {"form": form}, status=status)


@require_safe
@while_open
def one(request: PortalRequest, topic: int) -> HttpResponse:
    """Show a topic with a page of its answers."""
    return topic_page(request, find_topic(request, topic))


@require_POST
@while_open
def deed(request: PortalRequest, topic: int, noun: str) -> HttpResponse:
    """Do something to a topic, or say why not with what was typed still there."""
    found = find_topic(request, topic)
    if noun not in TOPIC_NOUNS:
        raise Http404
    what = TOPIC_NOUNS[noun]
    by = able(request, what.act)
    form = what.form(request.POST)
    if not form.is_valid():
        return topic_page(request, found, form=form, status=422)
    try:
        made = what.do(found, by, form, now())
    except Refusal as refusal:
        put(form, refusal)
        findings = findings_in(request.POST, refusal)
        return topic_page(request, found, form=form, findings=findings, status=409)
    messages.success(request, what.done)
    number = getattr(made, "number", None)
    return redirect(address_of(found, number))


def address_of(topic: ForumTopic, number: int | None = None) -> str:
    """Return where a topic is shown, or one of its posts."""
    address = reverse("forum:topic", args=[topic.pk])
    return f"{address}?post={number}#post-{number}" if number else address


def topic_page(
    request: PortalRequest,
    topic: ForumTopic,
    *,
    form: forms.Form | None = None,
    findings: Any = (),
    status: int = 200,
) -> HttpResponse:
    """Show a topic, with what was typed where it was refused."""
    known = reader(request)
    asked_for = request.GET.get("page") or page_with(topic, request.GET.get("post", ""))
    by = known.able(Act.WRITE_IN_FORUM)
    can_answer = by and not topic.is_hidden and (known.moderates or not topic.is_locked)
    context = {
        "topic": topic,
        "opened": opened(topic, known, asked_for),
        "known": topic.accepted.number if topic.accepted else 0,
        "moderates": known.moderates,
        "is_staff_reader": known.is_staff,
        "can_answer": can_answer,
        "as_name": public_name(by) if by else "",
        "is_named": by is not None and not by.is_staff_side,
        "form": form,
        "answer_form": form if isinstance(form, AnswerForm) else AnswerForm(),
        "findings": findings,
    }
    return render(request, "knowledgebase/forum/topic.html", context, status=status)
