"""Taking articles from a ZIP file: checked whole, shown, stored whole or not at all (LU-26).

The check is made while the file is sent. Storing is a task, since a thousand articles take longer
than a page may. Both read the file itself; what was shown is compared with what would happen now,
and where that differs nothing is stored and it is shown again. Each article goes through the
services that people use, so that revisions, steps, audit and review are theirs.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from knowledgebase.archive.planning import Plan, digest_of, plan
from knowledgebase.archive.reading import CHANGED, FRESH, REFUSED, SAME, Step, kind_of, name_of
from knowledgebase.archive.unpacking import Archive, opened
from knowledgebase.domain.states import State as Standing
from knowledgebase.models import Article, ArticleImport
from knowledgebase.services.keeping import add_picture
from knowledgebase.services.reviewing import publish, submit
from knowledgebase.services.telling import tell_of_many
from knowledgebase.services.writing import save, start
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, may, require

KEPT_FOR = timedelta(days=1)  # unconfirmed
BATCH = 20  # articles stored between two looks at the progress
FROM_FILE = "From a file"

type Tell = Callable[[int], None]  # takes the share done, in percent

State = ArticleImport.State


@transaction.atomic
def take_in(
    *, by: Membership, name: str, content: bytes, becomes: str, at: datetime
) -> ArticleImport:
    """Check a ZIP file of articles and keep it for its sender to look at.

    :param becomes: what its articles are to be: drafts, unless told otherwise.
    :raises Refusal: if `by` may not, or the file cannot be taken as a whole.
    """
    require(by, Act.PUBLISH_ARTICLES)
    if becomes not in ArticleImport.Becomes.values:
        raise Refusal("Choose what becomes of the articles.", code="becomes")
    with opened(content) as archive:
        found = plan(archive, becomes)
    kept = ArticleImport(
        vendor_id=by.vendor_id,
        file=" ".join(name.replace("\x00", "").split())[-100:] or "file",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        becomes=becomes,
        sent_at=at,
        sent_by=by.person,
    )
    _say(kept, found)
    kept.save(force_insert=True)
    return kept


@transaction.atomic
def confirm(*, by: Membership, kept: ArticleImport, seen: str, at: datetime) -> ArticleImport:
    """Let a checked file be stored; a second time changes nothing.

    Where something else would happen than `seen`, it is kept as it is now: `is_stale`, to be shown.

    :param seen: the digest of the plan that whoever confirms has looked at.
    :raises Refusal: if `by` may not, or nothing of it can be stored.
    """
    require(by, Act.PUBLISH_ARTICLES)
    kept = ArticleImport.objects.locked().get(pk=kept.pk)
    if kept.state in {State.STORING, State.DONE}:
        return kept
    if kept.state == State.FAULTY:
        raise Refusal("Nothing of it is stored: correct the file and send it again.", code="faulty")
    with opened(bytes(kept.content)) as archive:
        found = plan(archive, kept.becomes)
    _say(kept, found)
    kept.is_stale = kept.seen != seen
    if not kept.is_stale and kept.state == State.READY:
        if not found.deeds:
            raise Refusal("Everything in it is here already.", code="nothing")
        kept.state, kept.confirmed_at = State.STORING, at
        record("article file confirmed", kept, actor=by.person, at=at, after={"file": kept.file})
    kept.save()
    return kept


@transaction.atomic
def discard(*, by: Membership, kept: ArticleImport) -> None:
    """Throw a file away that is not confirmed: nothing of it stays.

    :raises Refusal: if `by` may not, or it is being stored or was.
    """
    require(by, Act.PUBLISH_ARTICLES)
    kept = ArticleImport.objects.locked().get(pk=kept.pk)
    if kept.confirmed_at is not None:
        raise Refusal("It is stored already, or just being so.", code="done")
    kept.delete()


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Throw away what nobody has confirmed for a day, of the vendors in scope; say how many."""
    count, _ = ArticleImport.objects.unconfirmed_since(at - KEPT_FOR).delete()
    return count


@transaction.atomic
def store(*, pk: int, at: datetime, tell: Tell) -> bool:
    """Store a confirmed file; False: there is nothing to do, or another worker does it.

    Should it do something else by now than was confirmed, nothing is stored and its page says so.
    """
    waiting = ArticleImport.objects.select_for_update(skip_locked=True, of=("self",))
    kept = waiting.filter(pk=pk, state=State.STORING).select_related("sent_by").first()
    if kept is None:
        return False
    # Whoever begins an article by hand waits, and what is known is read only now.
    Vendor.objects.select_for_update(no_key=True).get(pk=kept.vendor_id)
    with opened(bytes(kept.content)) as archive:
        found, seen = plan(archive, kept.becomes), kept.seen
        _say(kept, found)
        by = _still_allowed(kept.sent_by)
        if by is None:
            _fault(kept, "", f"{kept.sent_by} may not import any more.")
        elif kept.seen != seen or kept.state == State.FAULTY:
            _back(kept)
        else:
            _try(kept, found, archive, by, at, tell)
    kept.save()
    return True


def _try(
    kept: ArticleImport, found: Plan, archive: Archive, by: Membership, at: datetime, tell: Tell
) -> None:
    """Store everything, or nothing and keep why."""
    deeds = found.deeds
    step = None
    try:
        with transaction.atomic():
            handed_in = []
            for place, step in enumerate(deeds):
                if place % BATCH == 0:
                    tell(100 * place // len(deeds))
                article = _store(step, archive, by, at)
                if article.state == Standing.REVIEW and step.becomes == Standing.REVIEW:
                    handed_in.append(article)
            tell_of_many(handed_in, by=by, at=at)
    except Refusal as refusal:
        if refusal.code == "stale":  # somebody wrote on it in this moment
            _back(kept)
            return
        _fault(kept, step.entry.path if step else "", str(refusal))
        return
    tell(100)
    kept.state, kept.done_at, kept.content, kept.is_stale = State.DONE, at, b"", False
    after = {"file": kept.file, "new": kept.fresh, "changed": kept.changed}
    record("articles imported", kept, actor=kept.sent_by, at=at, after=after)


def _store(step: Step, archive: Archive, by: Membership, at: datetime) -> Article:
    """Store one article through the services that people use."""
    file, article = step.file, step.known
    if file is None:
        raise TypeError(f"{step.entry.path} has nothing to be stored.")
    is_written = True
    if article is None:
        article = start(by=by, content=file.content, at=at, slug=file.slug, owner=step.owner)
    elif step.says_otherwise:
        known = article.newest.number
        article = save(
            by=by, article=article, content=file.content, known=known, at=at, words=FROM_FILE
        )
    else:
        is_written = False
    for entry in step.pictures:
        content = archive.read(entry)
        sent = SimpleUploadedFile(name_of(entry), content)
        add_picture(by=by, article=article, file=sent, at=at, kind=kind_of(content))
    return _onwards(article, step.becomes, by, at) if is_written else article


def _onwards(article: Article, becomes: str, by: Membership, at: datetime) -> Article:
    """Take a draft where it is to go, by the steps that each article takes."""
    if becomes == Standing.DRAFT:
        return article
    known = article.newest.number
    article = submit(by=by, article=article, known=known, at=at, is_told=False)
    if becomes == Standing.PUBLISHED:
        article = publish(by=by, article=article, known=known, at=at)
    return article


def _say(kept: ArticleImport, found: Plan) -> None:
    """Keep what was found as it will be shown."""
    kept.plan = found.kept()
    kept.seen = digest_of(kept.plan)
    kept.rows = len(kept.plan)
    kept.fresh, kept.changed = found.count(FRESH), found.count(CHANGED)
    kept.same, kept.fault_count = found.count(SAME), found.count(REFUSED)
    if kept.fault_count:
        kept.state, kept.content = State.FAULTY, b""
    elif kept.state != State.STORING:
        kept.state = State.READY


def _back(kept: ArticleImport) -> None:
    """Let it be looked at once more, as it is now."""
    kept.is_stale, kept.confirmed_at = True, None
    if kept.state == State.STORING:
        kept.state = State.READY


def _fault(kept: ArticleImport, path: str, why: str) -> None:
    kept.state, kept.content, kept.confirmed_at = State.FAULTY, b"", None
    kept.faults, kept.fault_count = [{"file": path, "why": why}], 1


def _still_allowed(person: Person) -> Membership | None:
    """Return the membership with which somebody may import, if they still have one."""
    rows = Membership.objects.current().staff().filter(person=person).select_related("vendor")
    return next((one for one in rows if may(one, Act.PUBLISH_ARTICLES)), None)
