"""Administrators' pages: the next version of the agreement as a grid, a difference, a file (CO-04).

What was typed is never lost: it stands in the fields of the page that says what is wrong with it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contracts.agreement_file import BadAgreement
from contracts.domain.editing import FIELDS, Place, Typed, places, shape_of
from contracts.editing import BadCells, read_data
from contracts.forms.editing import PublishForm, ReasonForm, UploadForm
from contracts.grid import faults_of, grid
from contracts.models import AgreementDraft
from contracts.models.draft import mark_of
from contracts.schema.source import MOST_BYTES
from contracts.services import publishing
from contracts.version_differences import differences
from contracts.views.finding import allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

LONGEST_CELL = 1000  # characters


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PortalRequest) -> HttpResponse:
    """Show the grid of one's draft, or of the newest version; keep what was typed."""
    by = _editor(request)
    if request.method != "POST":
        return _grid_page(request, by)
    typed, form = _typed(request, by), ReasonForm(request.POST)
    if not form.is_valid():
        return _grid_page(request, by, typed=typed, form=form, status=422)
    try:
        publishing.save_cells(
            by=by,
            typed=typed,
            seen=request.POST.get("seen", ""),
            reason=form.cleaned_data["reason"],
            at=now(),
        )
    except BadCells as bad:
        return _grid_page(request, by, typed=typed, form=form, bad=bad, status=422)
    except Refusal as refusal:
        form.add_error("reason" if refusal.code == "no_reason" else None, str(refusal))
        return _grid_page(request, by, typed=typed, form=form, status=409)
    messages.success(request, "Kept in your draft. Nobody stands on it before it is published.")
    return redirect("editing:preview")


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: PortalRequest) -> HttpResponse:
    """Show what a draft would change, and publish it."""
    by = _editor(request)
    draft = publishing.draft_of(by)
    if draft is None:
        return redirect("editing:edit")
    if request.method != "POST":
        return _preview_page(request, draft, _naming(draft))
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _preview_page(request, draft, form, status=422)
    try:
        version = publishing.publish(
            by=by, seen=request.POST.get("seen", ""), at=now(), **form.cleaned_data
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _preview_page(request, draft, form, status=409)
    messages.success(request, f"{version} is published.")
    return redirect("editing:version", pk=version.pk)


@require_POST
def upload(request: PortalRequest) -> HttpResponse:
    """Keep an uploaded file as one's draft, or say what is wrong with it, key by key."""
    by = _editor(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        content = file.read(MOST_BYTES + 1)  # one more than allowed is enough to refuse
        publishing.upload(by=by, content=content, file=file.name, at=now())
    except BadAgreement as bad:
        return _upload_page(request, form, bad=bad, status=422)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _upload_page(request, form, status=409)
    messages.success(request, "The file is good. Look at what it changes before you publish it.")
    return redirect("editing:preview")


@require_POST
def rebase(request: PortalRequest) -> HttpResponse:
    """Take one's draft over to the version that was published meanwhile."""
    by = _editor(request)
    try:
        _, lost = publishing.rebase(by=by, at=now())
    except Refusal as refusal:
        messages.error(request, _in_full(refusal))
        return redirect("editing:preview")
    if lost:
        messages.warning(request, f"{lost} of your changes have no place in the newer version.")
    else:
        messages.success(request, "Your draft now follows the newest version.")
    return redirect("editing:preview")


@require_POST
def discarding(request: PortalRequest) -> HttpResponse:
    """Throw one's draft away."""
    by = _editor(request)
    try:
        publishing.discard(by=by, at=now())
        messages.success(request, "The draft is discarded.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("contracts:versions")


def _editor(request: PortalRequest) -> Membership:
    """Return the membership that may publish; others learn of no such page."""
    by = allowed(request, Act.PUBLISH_AGREEMENT)
    if by is None:
        raise Http404
    return by


def _grid_page(
    request: PortalRequest,
    by: Membership,
    *,
    typed: Mapping[Place, Typed] | None = None,
    form: ReasonForm | None = None,
    bad: BadCells | None = None,
    status: int = 200,
) -> HttpResponse:
    draft, newest = publishing.draft_of(by), publishing.newest_version(request.vendor)
    text = draft.text if draft else newest.source
    blocks = grid(
        draft.terms if draft else newest.terms,
        text,
        typed=typed,
        faults=bad.by_place if bad else None,
    )
    context = {
        "draft": draft,
        "newest": newest,
        "blocks": blocks,
        "faults": faults_of(blocks),
        "elsewhere": bad.elsewhere if bad else [],
        "mark": mark_of(text),
        "form": form or ReasonForm(),
        "longest": LONGEST_CELL,
    }
    return render(request, "contracts/edit.html", context, status=status)


def _preview_page(
    request: PortalRequest, draft: AgreementDraft, form: PublishForm, *, status: int = 200
) -> HttpResponse:
    newest = publishing.newest_version(request.vendor)
    sections = differences(newest.terms, draft.terms)
    context: dict[str, Any] = {
        "draft": draft,
        "newest": newest,
        "is_stale": draft.base_id != newest.pk,
        "before": newest,
        "after": {"label": "Your draft"},
        "sections": sections,
        "count": sum(len(rows) for _, rows in sections),
        "form": form,
        "mark": draft.mark,
    }
    return render(request, "contracts/edit_preview.html", context, status=status)


def _upload_page(
    request: PortalRequest, form: UploadForm, *, bad: BadAgreement | None = None, status: int
) -> HttpResponse:
    context = {"form": form, "bad": bad}
    return render(request, "contracts/edit_upload.html", context, status=status)


def _naming(draft: AgreementDraft) -> PublishForm:
    """Return the form as the draft has it; what would be refused is left for a person to say."""
    terms, base = draft.terms, draft.base
    initial: dict[str, Any] = {"effective_from": terms.effective_from}
    if terms.version_label != base.label:
        initial["label"] = terms.version_label
    if terms.effective_from == base.effective_from:
        del initial["effective_from"]
    return PublishForm(initial=initial)


def _typed(request: PortalRequest, by: Membership) -> dict[Place, Typed]:
    """Return what was typed, for every cell all of whose fields were sent."""
    draft = publishing.draft_of(by)
    data = read_data(draft.text if draft else publishing.newest_version(request.vendor).source)
    typed: dict[Place, Typed] = {}
    for place in places(data):
        named = {field: place.name(field) for field in FIELDS[shape_of(data, place)]}
        if named and all(name in request.POST for name in named.values()):
            typed[place] = {field: _cleaned(request.POST[name]) for field, name in named.items()}
    return typed


def _cleaned(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())[:LONGEST_CELL]


def _in_full(refusal: Refusal) -> str:
    if isinstance(refusal, BadCells):
        faults = [fault for some in refusal.by_place.values() for fault in some]
        return f"Your changes do not fit the newest version: {'; '.join(faults[:5])}."
    return str(refusal)
