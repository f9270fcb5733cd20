"""Articles as a ZIP file: given out, and taken in once what it holds was looked at (LU-26)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase.archive.asking import export, solutions_of_all
from knowledgebase.archive.unpacking import LARGEST, MOST_ARTICLES
from knowledgebase.archive_forms import ArticleFileForm, ConfirmationForm, ExportForm
from knowledgebase.archive_progress import storing
from knowledgebase.finding import allowed
from knowledgebase.models import ArticleImport
from knowledgebase.services import archiving
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from portal.web.limits import is_too_often
from portal.web.sent_pages import MEGABYTE, followed, sent_before, taken_in

ROWS_ON_A_PAGE = 100
MOST_IN_A_MINUTE = 10  # files of one person, either way: each takes a second of a processor
TOO_OFTEN = "These were many files in one minute. Wait a minute, then go on."

State = ArticleImport.State


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: PortalRequest) -> HttpResponse:
    """Ask for a file, check it, and lead to what was found; offer articles as one."""
    by = publisher(request)
    if request.method != "POST":
        return _files_page(request, ArticleFileForm())
    form = ArticleFileForm(request.POST, request.FILES)
    if is_often(by):
        form.add_error(None, TOO_OFTEN)
        return _files_page(request, form, status=429)
    kept, status = taken_in(form, partial(archiving.take_in, by=by), most=LARGEST)
    if kept is None:
        return _files_page(request, form, status=status)
    return redirect("knowledge:file", pk=kept.pk)


@require_safe
def articles_zip(request: PortalRequest) -> HttpResponseBase:
    """Give out the articles that were chosen."""
    by = publisher(request)
    form = ExportForm(request.GET, solutions=solutions_of_all(), auto_id="export-%s")
    if not form.is_valid():
        return _files_page(request, ArticleFileForm(), exports=form, status=422)
    if is_often(by):
        form.add_error(None, TOO_OFTEN)
        return _files_page(request, ArticleFileForm(), exports=form, status=429)
    said = form.cleaned_data
    try:
        parts = export(
            by=by,
            as_read=form.is_as_read,
            solution=said["solution"],
            visibility=said["visibility"],
            at=now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _files_page(request, ArticleFileForm(), exports=form, status=409)
    return given_out(parts, by)


@require_safe
def found(request: PortalRequest, pk: int) -> HttpResponse:
    """Show what a file holds and would do, how far its storing is, or what came of it."""
    publisher(request)
    return _found_page(request, kept_of(pk))


@require_POST
def confirmation(request: PortalRequest, pk: int) -> HttpResponse:
    """Let a worker store the file as it was shown; where that has changed, show it again."""
    by, kept = publisher(request), kept_of(pk)
    form = ConfirmationForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    try:
        kept = archiving.confirm(by=by, kept=kept, seen=seen, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _found_page(request, kept_of(pk), status=409)
    if kept.state == State.STORING:
        storing.begin(kept)
        return redirect("knowledge:file", pk=pk)
    if kept.is_stale:
        return _found_page(request, kept, status=409)
    return redirect("knowledge:file", pk=pk)


@require_POST
def discarding(request: PortalRequest, pk: int) -> HttpResponse:
    """Throw a file away that is not confirmed."""
    by = publisher(request)
    try:
        archiving.discard(by=by, kept=kept_of(pk))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("knowledge:file", pk=pk)
    messages.success(request, "The file is gone, and nothing of it stays.")
    return redirect("knowledge:files")


def publisher(request: PortalRequest) -> Membership:
    """Return the membership with which somebody publishes articles; 404 for those who do not."""
    by = allowed(request, Act.PUBLISH_ARTICLES)
    if by is None:
        raise Http404
    return by


def kept_of(pk: int) -> ArticleImport:
    """Return a file that was sent, without its content."""
    rows = ArticleImport.objects.select_related("sent_by").defer("content")
    return get_object_or_404(rows, pk=pk)


def is_often(by: Membership) -> bool:
    """Say whether a person sends or fetches files faster than a person does."""
    return is_too_often(f"article-files:{by.pk}", most=MOST_IN_A_MINUTE)


def given_out(parts: Any, by: Membership) -> StreamingHttpResponse:
    """Return a ZIP file of articles as it is sent."""
    name = f"articles-{by.vendor.slug}-{now():%Y-%m-%d}.zip"
    return StreamingHttpResponse(
        parts,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _files_page(
    request: PortalRequest,
    form: ArticleFileForm,
    *,
    exports: ExportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = sent_before(request, form, ArticleImport.objects.defer("plan"), MOST_ARTICLES)
    context["most_megabytes"] = LARGEST // MEGABYTE
    if exports is None:
        exports = ExportForm(
            initial={"text": "read"}, solutions=solutions_of_all(), auto_id="export-%s"
        )
    context["exports"] = exports
    return render(request, "knowledgebase/files.html", context, status=status)


def _found_page(request: PortalRequest, kept: ArticleImport, status: int = 200) -> HttpResponse:
    context = followed(kept, storing)
    context["page"] = Paginator(kept.plan, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context["confirming"] = ConfirmationForm(initial={"seen": kept.seen})
    return render(request, "knowledgebase/file.html", context, status=status)
