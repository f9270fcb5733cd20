"""Articles as writers have them: the editor, the making of one, its history, its pictures."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase.audience import tiers_named
from knowledgebase.deeds import NOUNS, by_whom, form_for, offered
from knowledgebase.domain.content import Content, differences
from knowledgebase.domain.states import Deed, possible
from knowledgebase.finding import to_be_written, writer
from knowledgebase.forms import ArticleForm, PictureForm, put
from knowledgebase.models import Article
from knowledgebase.queries import judged, reasons
from knowledgebase.services.keeping import add_picture
from knowledgebase.services.writing import save, start
from knowledgebase.shown import TEXTS, parts_of, pictures_of
from portal.kernel.keys import read_key
from portal.kernel.refusal import Refusal
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Begin an article; a search that found nothing may be its title."""
    by = writer(request)
    if request.method != "POST":
        title = {"title": request.GET.get("title", "")[:200], "visibility": "customers"}
        return _editor(request, None, ArticleForm(initial=title, tiers=tiers_named()))
    form = ArticleForm(request.POST, tiers=tiers_named())
    if not form.is_valid():
        return _editor(request, None, form, status=422)
    if "preview" in request.POST:
        return _editor(request, None, form, preview=form.content())
    try:
        made = start(by=by, content=form.content(), at=now())
    except Refusal as refusal:
        put(form, refusal)
        return _editor(request, None, form, status=422)
    messages.success(request, "Saved as a draft.")
    return redirect("knowledge:making", made.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PortalRequest, title: str) -> HttpResponse:
    """Write the next revision of an article."""
    by, found = writer(request), to_be_written(title)
    if request.method != "POST":
        begins = ArticleForm.shown(found.newest.content) | {"known": found.newest.number}
        return _editor(request, found, ArticleForm(initial=begins, tiers=tiers_named()))
    form = ArticleForm(request.POST, tiers=tiers_named())
    if not form.is_valid():
        return _editor(request, found, form, status=422)
    if "preview" in request.POST:
        return _editor(request, found, form, preview=form.content())
    said = form.cleaned_data
    try:
        save(
            by=by,
            article=found,
            content=form.content(),
            known=said["known"] or 0,
            words=said["words"],
            at=now(),
        )
    except Refusal as refusal:
        put(form, refusal)
        _follow_on(form, request, found)
        return _editor(request, found, form, status=409)
    messages.success(request, "Saved.")
    return redirect("knowledge:making", title)


@require_safe
def making(request: PortalRequest, title: str) -> HttpResponse:
    """Show how an article is made: its newest revision, what can be done, what happened."""
    writer(request)
    return _making(request, to_be_written(title))


@require_POST
def deed(request: PortalRequest, title: str, noun: str) -> HttpResponse:
    """Do something to an article, or say why not with what was typed still there."""
    writer(request)
    found = to_be_written(title)
    if noun not in NOUNS:
        raise Http404
    what = NOUNS[noun]
    by = by_whom(request.memberships, what, found)
    if by is None:
        raise Http404
    form = form_for(what, found, _zone(request), request.POST, noun)
    if not form.is_valid():
        return _making(request, found, failed={noun: form}, status=422)
    try:
        said = what.do(found, by, form, now())
    except Refusal as refusal:
        put(form, refusal)
        stands = to_be_written(title)
        _follow_on(form, request, stands)
        return _making(request, stands, failed={noun: form}, status=409)
    messages.success(request, said)
    return redirect("knowledge:making", title)


@require_safe
def revision(request: PortalRequest, title: str, edition: int) -> HttpResponse:
    """Show a revision, and how it differs from the one before or another."""
    writer(request)
    found = to_be_written(title)
    asked = read_key(request.GET.get("against"))
    other = edition - 1 if asked is None else asked
    rows = found.revisions.select_related("by")
    whole = {one.number: one for one in rows.filter(number__in=(edition, other))}
    this, against = whole.get(edition), whole.get(other)
    if this is None:
        raise Http404
    address = reverse("knowledge:article", args=[title])
    noun = NOUNS["restoring"]
    may_restore = noun.deed in possible(found.state) and edition != found.newest.number
    context = {
        "article": found,
        "this": this,
        "against": against,
        "others": rows.exclude(number=edition).defer(*TEXTS),  # there may be hundreds
        "changes": differences(against.content, this.content) if against else [],
        "parts": parts_of(this.content, pictures_of(found, address)),
        "may_restore": may_restore,
    }
    return render(request, "knowledgebase/revision.html", context)


@require_POST
def pictures(request: PortalRequest, title: str) -> HttpResponse:
    """Keep a picture for an article's text."""
    by, found = writer(request), to_be_written(title)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = add_picture(by=by, article=found, file=form.cleaned_data["picture"], at=now())
        except Refusal as refusal:
            put(form, refusal)
        else:
            messages.success(request, f"Kept. In the text it is called ![What is seen]({made}).")
            return redirect("knowledge:making", title)
    return _making(request, found, picture_form=form, status=422)


def _follow_on(form: forms.Form, request: PortalRequest, found: Article) -> None:
    """Let what was typed follow knowingly, if it is sent again, on the revision that is shown."""
    again = request.POST.copy()  # with all the tiers that were ticked
    again["known"] = str(found.newest.number)
    form.data = again


def _editor(
    request: PortalRequest,
    found: Article | None,
    form: ArticleForm,
    *,
    preview: Content | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"article": found, "form": form, "is_previewed": preview is not None}
    can_write = found is None or Deed.SAVE in possible(found.state)
    if preview is not None:
        address = reverse("knowledge:article", args=[found.slug]) if found else ""
        kept = pictures_of(found, address) if found else {}
        context |= {"title": preview.title, "parts": parts_of(preview, kept)}
    context["names"] = list(found.pictures.values_list("name", flat=True)) if found else []
    context["can_write"] = can_write
    return render(request, "knowledgebase/edit.html", context, status=status)


def _making(
    request: PortalRequest,
    found: Article,
    *,
    failed: dict[str, Any] | None = None,
    picture_form: PictureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    failed = failed or {}
    deeds = offered(found, request.memberships, _zone(request))
    address = reverse("knowledge:article", args=[found.slug])
    context = {
        "article": found,
        "head": found.newest,
        "parts": parts_of(found.newest.content, pictures_of(found, address)),
        "deeds": [(one, failed.get(key, one.form)) for key, one in deeds.items()],
        "failed": next(iter(failed.values()), None),
        "can_write": Deed.SAVE in possible(found.state),
        "links": found.links.all(),
        "pictures": found.pictures.defer("content"),
        "picture_form": picture_form or PictureForm(),
        "revisions": found.revisions.select_related("by")[:30],
        "steps": found.history.select_related("by")[:30],
        "judged": judged(found),
        "reasons": reasons(found),
    }
    return render(request, "knowledgebase/making.html", context, status=status)


def _zone(request: PortalRequest) -> ZoneInfo:
    return ZoneInfo(reader_zone(request))
