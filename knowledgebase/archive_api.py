"""Articles as ZIP files through the API, by the pages' own services (LU-26, CO-10)."""

from datetime import datetime
from functools import partial
from typing import Any, TypedDict

from django.http.response import HttpResponseBase
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from knowledgebase.archive.asking import export, solutions_of_all
from knowledgebase.archive.unpacking import LARGEST
from knowledgebase.archive_forms import ArticleFileForm, ConfirmationForm, ExportForm
from knowledgebase.archive_progress import storing
from knowledgebase.models import ArticleImport
from knowledgebase.services import archiving
from knowledgebase.views.archive import given_out, is_often, kept_of, publisher
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.web.described import FILE, Body, Listing, answers
from portal.web.http import now
from portal.web.sent_data import data_of, portal_of

MOST = 50
LOOK_AGAIN = "What is here has changed since this was shown. Look at its plan again."
FILTERS = {
    "text": "read: published ones as readers have them; written: all as they are being written.",
    "solution": "Of one solution.",
    "visibility": "Of one kind of readers.",
}


class PlannedShape(TypedDict):
    """One file of an archive, and what it would do."""

    file: str
    what: str
    why: str
    slug: str
    title: str
    known: int
    outcome: str
    notes: list[str]


class ArticleFileRowShape(TypedDict):
    """A file that was sent; `seen` is what a confirmation names."""

    id: int
    file: str
    state: str
    becomes: str
    new: int
    changed: int
    unchanged: int
    refused: int
    is_stale: bool
    seen: str
    percent: int
    sent_at: datetime
    done_at: datetime | None


class ArticleFileShape(ArticleFileRowShape):
    """The same with its plan."""

    plan: list[PlannedShape]


class ArticleExport(APIView):
    """Articles as a ZIP file."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Answer whatever is accepted: a file is of its own kind, problems are JSON."""
        del force
        return super().perform_content_negotiation(request, force=True)

    @answers(FILE, query=FILTERS)
    def get(self, request: Request) -> HttpResponseBase:
        """Give out the articles that were chosen."""
        by = _publisher(request)
        form = ExportForm(request.query_params, solutions=solutions_of_all())
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        said = form.cleaned_data
        _slowly(by)
        parts = export(
            by=by,
            as_read=form.is_as_read,
            solution=said["solution"],
            visibility=said["visibility"],
            at=now(),
        )
        return given_out(parts, by)


class ArticleFiles(APIView):
    """ZIP files of articles that were sent."""

    parser_classes = (MultiPartParser,)

    @answers(ArticleFileRowShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List them, the newest first."""
        _publisher(request)
        rows = ArticleImport.objects.defer("content", "plan")[:MOST]
        return Response({"results": [_row(one) for one in rows]})

    @answers(ArticleFileShape, takes=ArticleFileForm, status=201)
    def post(self, request: Request) -> Response:
        """Send one, to be checked: nothing is stored until it is confirmed."""
        by = _publisher(request)
        form = ArticleFileForm(data_of(request), request.FILES)
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        _slowly(by)
        sent = form.cleaned_data["file"]
        if sent.size > LARGEST:
            raise Refusal(f"The file is larger than {LARGEST >> 20} MB; split it.", code="file")
        take_in = partial(archiving.take_in, by=by, becomes=form.cleaned_data["becomes"])
        kept = take_in(name=sent.name or "", content=sent.read(), at=now())
        return Response(_whole(kept), status=201)


class OneArticleFile(APIView):
    """One file: what it would do, how far its storing is, what came of it."""

    @answers(ArticleFileShape)
    def get(self, request: Request, pk: int) -> Response:
        """Show it."""
        _publisher(request)
        kept = kept_of(pk)
        storing.ask_again(kept, now())
        return Response(_whole(kept))

    @answers(status=204)
    def delete(self, request: Request, pk: int) -> Response:
        """Throw it away, if it is not confirmed."""
        archiving.discard(by=_publisher(request), kept=kept_of(pk))
        return Response(status=204)


class ArticleFileConfirmation(APIView):
    """Storing a file as its plan was seen."""

    @answers(ArticleFileShape, takes=Body(of=ConfirmationForm), status=202)
    def post(self, request: Request, pk: int) -> Response:
        """Store it; 409 `stale`, where its plan is another by now than was `seen`: look again."""
        by = _publisher(request)
        form = ConfirmationForm(data_of(request))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        seen = form.cleaned_data["seen"]
        kept = archiving.confirm(by=by, kept=kept_of(pk), seen=seen, at=now())
        if kept.is_stale:
            raise Refusal(LOOK_AGAIN, code="stale")
        if kept.state == ArticleImport.State.STORING:
            storing.begin(kept)
        return Response(_whole(kept), status=202)


def _publisher(request: Request) -> Membership:
    return publisher(portal_of(request))


def _slowly(by: Membership) -> None:
    if is_often(by):
        raise Throttled(60)


def _row(kept: ArticleImport) -> ArticleFileRowShape:
    is_storing = kept.state == ArticleImport.State.STORING
    return {
        "id": kept.pk,
        "file": kept.file,
        "state": kept.state,
        "becomes": kept.becomes,
        "new": kept.fresh,
        "changed": kept.changed,
        "unchanged": kept.same,
        "refused": kept.fault_count,
        "is_stale": kept.is_stale,
        "seen": kept.seen,
        "percent": (storing.done(kept.pk) or 0) if is_storing else 0,
        "sent_at": kept.sent_at,
        "done_at": kept.done_at,
    }


def _whole(kept: ArticleImport) -> ArticleFileShape:
    return {**_row(kept), "plan": kept.plan}
