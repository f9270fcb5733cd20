"""Writing the next version of an agreement as a draft, and publishing it (CO-04)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from contracts.agreement_file import AgreementFile, parse_agreement
from contracts.domain.editing import Place, Typed
from contracts.editing import changes_between, identified, possible, retyped, rewritten
from contracts.models import AgreementDraft, AgreementVersion
from contracts.models.draft import mark_of
from contracts.schema.source import decode
from contracts.services.agreements import load_agreement
from contracts.standings import today_at
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, require

LONGEST_REASON = 300  # characters
LONGEST_NAME = 100  # of a file


@transaction.atomic
def save_cells(
    *, by: Membership, typed: Mapping[Place, Typed], seen: str, reason: str, at: datetime
) -> AgreementDraft:
    """Keep what was typed into the grid as a person's draft, each change with the reason.

    :param seen: the mark of the text that the grid showed.
    :raises Refusal: if `by` may not, the text was changed since, there is no reason, or nothing
        was changed; `BadCells` if the agreement's schema refuses what was typed.
    """
    require(by, Act.PUBLISH_AGREEMENT)
    draft = draft_of(by, lock=True) or _begun(by, AgreementDraft.Origin.GRID, at)
    if draft.mark != seen:
        raise Refusal(
            "The agreement was changed since this page was opened, in another window or by a new "
            "version. What you typed stands below; look through it, then save again.",
            code="changed_since",
        )
    words = " ".join(reason.split())[:LONGEST_REASON]
    if not words:
        raise Refusal(
            "Say why: it stands as the reading beside each changed value.", code="no_reason"
        )
    note = f"Amended on {_day(today_at(by.vendor, at))}: {words}"
    edited = retyped(draft.text, draft.base.source, typed, note=note, file=draft.file)
    if edited.text == draft.text:
        raise Refusal("Nothing was changed.", code="no_change")
    return _kept(draft, edited, at)


@transaction.atomic
def upload(*, by: Membership, content: bytes, file: str, at: datetime) -> AgreementDraft:
    """Keep an uploaded file as a person's draft, to be looked at before it is published.

    :raises Refusal: if `by` may not, there is a draft already, or the file is another vendor's or
        a version already; `BadAgreement` with every problem's key and reason if it is not good.
    """
    require(by, Act.PUBLISH_AGREEMENT)
    if draft_of(by, lock=True):
        raise Refusal(
            "You have a draft already. Publish or discard it first, then upload the file.",
            code="has_draft",
        )
    name = "".join(sign for sign in file if sign.isprintable())[-LONGEST_NAME:]
    name = name or "agreement.toml"
    agreement = parse_agreement(decode(content, file=name), file=name)
    _check_vendor(agreement, by.vendor)
    _check_new(agreement, by.vendor)
    draft = _begun(by, AgreementDraft.Origin.FILE, at)
    draft.file = name
    return _kept(draft, agreement, at)


@transaction.atomic
def rebase(*, by: Membership, at: datetime) -> tuple[AgreementDraft, int]:
    """Take a draft over to the version published meanwhile; also say how many cells it lost.

    The cells changed in the grid are changed in the newer text; an uploaded file stays as it is
    and is laid beside the newer version from now on.

    :raises Refusal: if `by` may not or there is no draft; `BadCells` if they do not fit.
    """
    require(by, Act.PUBLISH_AGREEMENT)
    draft, newest = _own(by), newest_version(by.vendor)
    if draft.origin == AgreementDraft.Origin.FILE:
        return _kept(draft, parse_agreement(draft.text, file=draft.file), at, newest), 0
    changes = changes_between(draft.base.source, draft.text)
    fitting = possible(newest.source, changes)
    note = f"Amended on {_day(today_at(by.vendor, at))}"
    edited = rewritten(newest.source, fitting, note=note, file=newest.file)
    return _kept(draft, edited, at, newest), len(changes) - len(fitting)


@transaction.atomic
def discard(*, by: Membership, at: datetime) -> None:
    """Throw a person's draft away.

    :raises Refusal: if `by` may not, or there is none.
    """
    require(by, Act.PUBLISH_AGREEMENT)
    draft = _own(by)
    record("agreement draft discarded", draft, actor=by.person, at=at)
    draft.delete()


@transaction.atomic
def publish(
    *, by: Membership, label: str, effective_from: date, seen: str, at: datetime
) -> AgreementVersion:
    """Publish a person's draft as the next version; contracts stay on theirs until amended.

    :param seen: the mark of the text whose differences were shown.
    :raises Refusal: if `by` may not, the draft was changed since, another version was published
        meanwhile, its name or date do not fit, or it says what its base says; `BadAgreement` if
        the file refuses the name.
    """
    require(by, Act.PUBLISH_AGREEMENT)
    # Locked, so that of two who publish at once the second is told.
    vendor = Vendor.objects.select_for_update(no_key=True).get(pk=by.vendor_id)
    draft = _own(by)
    _check_current(draft, seen)
    _check_name(vendor, label, effective_from, at)
    if not draft_differs(draft):
        raise Refusal(
            f"It says what {draft.base.label} says: nothing to publish.", code="no_change"
        )
    note = f"Published on {_day(today_at(vendor, at))} to follow {draft.base.label}."
    agreement = identified(
        draft.text, label=label, since=effective_from, note=note, file=draft.file
    )
    _check_vendor(agreement, vendor)
    _check_new(agreement, vendor)
    version, _ = load_agreement(agreement=agreement, file=draft.file, actor=by.person, at=at)
    record(
        "agreement published",
        version,
        actor=by.person,
        at=at,
        before={"version": draft.base.label},
        after={"version": label, "effective_from": effective_from.isoformat()},
    )
    draft.delete()
    return version


def draft_of(by: Membership, *, lock: bool = False) -> AgreementDraft | None:
    """Return a person's draft, if there is one."""
    if lock:  # the membership, since there may be no draft yet
        Membership.objects.locked().get(pk=by.pk)
    return AgreementDraft.objects.filter(vendor=by.vendor_id).of(by.person).first()


def newest_version(vendor: Vendor) -> AgreementVersion:
    """Return the version on which the next one builds: the last to come into force."""
    rows = AgreementVersion.objects.filter(vendor=vendor).order_by("-effective_from", "-pk")
    newest = rows.first()
    if newest is None:
        raise Refusal(f"{vendor.name} has no agreement yet.", code="no_agreement")
    return newest


def is_stale(draft: AgreementDraft) -> bool:
    """Say whether another version was published since a draft was begun."""
    return draft.base_id != newest_version(draft.vendor).pk


def draft_differs(draft: AgreementDraft) -> bool:
    """Say whether a draft says anything else than its base."""
    return draft.text != draft.base.source


def _begun(by: Membership, origin: AgreementDraft.Origin, at: datetime) -> AgreementDraft:
    base = newest_version(by.vendor)
    return AgreementDraft(
        vendor_id=by.vendor_id,
        base=base,
        origin=origin,
        file=base.file,
        text=base.source,
        made_by=by.person,
        made_at=at,
    )


def _kept(
    draft: AgreementDraft,
    agreement: AgreementFile,
    at: datetime,
    base: AgreementVersion | None = None,
) -> AgreementDraft:
    """Keep a good text as the draft's; an unsaved draft is begun with it."""
    draft.text, draft.changed_at, draft.base = agreement.text, at, base or draft.base
    if not draft._state.adding:
        draft.save(update_fields=["text", "changed_at", "base"])
        return draft
    draft.save(force_insert=True)
    record(
        "agreement draft begun",
        draft,
        actor=draft.made_by,
        at=at,
        after={"base": draft.base.label, "origin": str(draft.origin)},
    )
    return draft


def _own(by: Membership) -> AgreementDraft:
    draft = draft_of(by, lock=True)
    if draft is None:
        raise Refusal("You have no draft any more.", code="no_draft")
    return draft


def _check_current(draft: AgreementDraft, seen: str) -> None:
    if is_stale(draft):
        raise Refusal(
            "Another version was published since this draft was begun. Take the draft over to it, "
            "look at what differs, then publish.",
            code="stale",
        )
    if mark_of(draft.text) != seen:
        raise Refusal(
            "The draft was changed in another window since this page was opened. Look at what "
            "differs now, then publish.",
            code="changed_since",
        )


def _check_name(vendor: Vendor, label: str, effective_from: date, at: datetime) -> None:
    if AgreementVersion.objects.filter(vendor=vendor, label=label).exists():
        raise Refusal(
            f"A version is called {label} already: give this one another name.", code="same_label"
        )
    today = today_at(vendor, at)
    if effective_from < today:
        raise Refusal(
            f"{_day(effective_from)} has passed: a version is in force from {_day(today)} on at "
            "the earliest, so that nobody signed under terms they did not see.",
            code="in_the_past",
        )


def _check_vendor(agreement: AgreementFile, vendor: Vendor) -> None:
    said = (agreement.terms.slug, agreement.terms.number_prefix)
    if said != (vendor.slug, vendor.number_prefix):
        raise Refusal(
            f"The file is {said[0]}'s with numbers {said[1]}: this is {vendor.slug} with numbers "
            f"{vendor.number_prefix}. Upload this vendor's file.",
            code="wrong_vendor",
        )


def _check_new(agreement: AgreementFile, vendor: Vendor) -> None:
    same = AgreementVersion.objects.filter(vendor=vendor, sha256=agreement.sha256).first()
    if same is not None:
        raise Refusal(f"The file is {same.label} already, to the letter.", code="same_file")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
