"""Posts: what is done to one, asked first where it has words or is dangerous; its revisions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from knowledgebase.forms import put
from knowledgebase.forum.finding import able, find_post, find_topic, reader, while_open
from knowledgebase.forum.forms import EditForm
from knowledgebase.forum.nouns import POST_NOUNS, Noun, OnPost
from knowledgebase.forum.queries import shown_to
from knowledgebase.forum.views.topics import address_of, topic_page
from knowledgebase.models import ForumPost
from portal.kernel.refusal import Refusal
from portal.web.cautious import findings_in
from portal.web.http import PortalRequest, now


@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def deed(request: PortalRequest, post: int, noun: str) -> HttpResponse:
    """Do something to a post; ask first where it takes words."""
    found = find_post(request, post)
    if noun not in POST_NOUNS:
        raise Http404
    what = POST_NOUNS[noun]
    by = able(request, what.act)
    if request.method != "POST":
        if not what.title or noun not in _shown(request, found).can:
            raise Http404
        return _asked(request, found, what, form_for(what, found))
    form = form_for(what, found, request.POST)
    if not form.is_valid():
        return _again(request, found, what, form, status=422)
    try:
        what.do(found, by, form, now())
    except Refusal as refusal:
        put(form, refusal)
        findings = findings_in(request.POST, refusal)
        found = find_post(request, post)
        if refusal.code == "stale" and isinstance(form, EditForm):
            form.data = request.POST.copy() | {"known": str(found.revision)}
        return _again(request, found, what, form, findings=findings, status=409)
    messages.success(request, what.done)
    return redirect(address_of(found.topic, found.number))


@require_safe
@while_open
def revisions(request: PortalRequest, post: int) -> HttpResponse:
    """Show what a post said before, to its writer and to moderators."""
    found = find_post(request, post)
    known = reader(request)
    if found.by_id != known.person_id and not known.moderates:
        raise Http404
    context = {
        "topic": found.topic,
        "post": found,
        "shown": _shown(request, found),
        "revisions": found.revisions.all(),
    }
    return render(request, "knowledgebase/forum/revisions.html", context)


def form_for(what: Noun[OnPost], post: ForumPost, data: Any = None) -> forms.Form:
    """Return the form of a deed, empty or with what was typed."""
    if what.form is EditForm:
        return EditForm(data, post=post, initial=EditForm.shown(post))
    return what.form(data)


def _shown(request: PortalRequest, post: ForumPost) -> Any:
    (shown,) = shown_to(post.topic, [post], reader(request))
    return shown


def _again(
    request: PortalRequest,
    post: ForumPost,
    what: Noun[OnPost],
    form: forms.Form,
    *,
    findings: Any = (),
    status: int,
) -> HttpResponse:
    if what.title:
        return _asked(request, post, what, form, findings=findings, status=status)
    return topic_page(request, find_topic(request, post.topic_id), form=form, status=status)


def _asked(
    request: PortalRequest,
    post: ForumPost,
    what: Noun[OnPost],
    form: forms.Form,
    *,
    findings: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "topic": post.topic,
        "shown": _shown(request, post),
        "what": what,
        "form": form,
        "findings": findings,
        "is_edit": isinstance(form, EditForm),
        "back": address_of(post.topic, post.number),
    }
    return render(request, "knowledgebase/forum/ask.html", context, status=status)
