"""Publishing releases, and stating when their life ends (LU-07, LU-08)."""

from datetime import date, datetime

from django.db import transaction

from contracts.changes import release_published
from contracts.domain.publication import check_publication
from contracts.domain.versions import ReleaseKind, parse_number
from contracts.models import Product, Release
from contracts.services.notices import tell_of_release
from contracts.standings import lifecycle_of, published_of, today_at
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, VendorOwned
from portal.tenancy.policy import Act, require

LONGEST_NOTES = 5_000  # characters


@transaction.atomic
def add_product(*, by: Membership, name: str, at: datetime) -> Product:
    """Name a solution that the vendor makes.

    :raises Refusal: if there is one of that name.
    """
    require(by, Act.PUBLISH_RELEASES)
    words = " ".join(name.split())[:100]
    if not words:
        raise Refusal("Give the product a name.", code="empty")
    if Product.objects.filter(vendor=by.vendor, name__iexact=words).exists():
        raise Refusal(f"{by.vendor} has a product named {words} already.", code="already")
    product = Product.objects.create(vendor=by.vendor, name=words)
    record("product added", product, actor=by.person, at=at, after={"name": words})
    return product


@transaction.atomic
def publish_release(
    *,
    by: Membership,
    product: Product,
    number: str,
    published_on: date,
    eol_on: date | None = None,
    notes: str = "",
    at: datetime,
) -> Release:
    """Publish a release, or announce it for a day to come (LU-07).

    Whoever runs a version that it corrects is told, once, on the day it is out (LU-28).

    :raises Refusal: if the number is none, is out already or does not follow the others.
    """
    require(by, Act.PUBLISH_RELEASES)
    check_own(by, product)
    # One after the other: what may follow depends on what the others leave.
    product = Product.objects.locked().get(pk=product.pk)
    release = Release(
        vendor=by.vendor,
        product=product,
        published_on=published_on,
        eol_on=eol_on,
        notes=_notes(notes),
        **_parts(number),
    )
    if eol_on is not None:
        _check_ends(release)
    _check_fits(release, at, is_new=True)
    release.save(force_insert=True)
    record("release published", release, actor=by.person, at=at, after=_facts(release))
    tell_of_release(release, at=at)
    release_published(release, at)
    return release


@transaction.atomic
def move_release(*, release: Release, by: Membership, published_on: date, at: datetime) -> Release:
    """Give a release that is announced another day.

    :raises Refusal: if it is out already, or the day breaks the order of the releases.
    """
    require(by, Act.PUBLISH_RELEASES)
    release = _locked(release)
    before = _facts(release)
    if release.published_on <= today_at(by.vendor, at):
        raise Refusal(
            f"{release} is out since {release.published_on:%d %B %Y}; only a release that is "
            "announced can be given another day.",
            code="already",
        )
    release.published_on = published_on
    _check_fits(release, at, is_new=False)
    release.save(update_fields=["published_on"])
    record("release moved", release, actor=by.person, at=at, before=before, after=_facts(release))
    tell_of_release(release, at=at)
    release_published(release, at)
    return release


@transaction.atomic
def state_end_of_life(
    *, release: Release, by: Membership, eol_on: date | None, at: datetime
) -> Release:
    """State when a quarterly release reaches its end of life; None: as the agreement says (LU-08).

    :raises Refusal: if it is no quarterly release, or the day lies before today.
    """
    require(by, Act.PUBLISH_RELEASES)
    release = _locked(release)
    before = _facts(release)
    _check_ends(release)
    if eol_on is not None and eol_on < today_at(by.vendor, at):
        raise Refusal(
            f"{eol_on:%d %B %Y} has passed. Customers are told ahead of an end of life, so state "
            "a day to come.",
            code="too_early",
        )
    if eol_on is not None and eol_on <= release.published_on:
        raise Refusal("A release ends its life after the day it is published.", code="eol")
    release.eol_on = eol_on
    release.save(update_fields=["eol_on"])
    record(
        "end of life stated", release, actor=by.person, at=at, before=before, after=_facts(release)
    )
    return release


def check_own(by: Membership, row: VendorOwned) -> None:
    """Refuse what belongs to another vendor.

    :raises Refusal: with code `not_allowed`.
    """
    if row.vendor_id != by.vendor_id:
        raise Refusal(f"That does not belong to {by.vendor}.", code="not_allowed")


def _locked(release: Release) -> Release:
    Product.objects.locked().get(pk=release.product_id)
    return Release.objects.locked().select_related("product").get(pk=release.pk)


def _parts(number: str) -> dict[str, int]:
    parsed = parse_number(number)
    return {
        "major": parsed.major,
        "minor": parsed.minor,
        "maintenance": parsed.maintenance,
        "hot_fix": parsed.hot_fix,
    }


def _check_fits(release: Release, at: datetime, *, is_new: bool) -> None:
    others = [
        one
        for one in published_of([release.product_id])[release.product_id]
        if is_new or one.number != release.number
    ]
    rules = lifecycle_of(release.vendor, today_at(release.vendor, at))
    check_publication(release.published, others, rules=rules)


def _check_ends(release: Release) -> None:
    if release.kind is not ReleaseKind.QUARTERLY:
        raise Refusal(
            f"{release} is a {release.kind.words}; an end of life is stated for "
            f"{release.number.series}.0, the quarterly release that it corrects (LU-08).",
            code="not_quarterly",
        )


def _notes(text: str) -> str:
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(words) > LONGEST_NOTES:
        raise Refusal(
            f"The notes have {len(words):,} characters; {LONGEST_NOTES:,} fit.", code="too_long"
        )
    return words


def _facts(release: Release) -> dict[str, str]:
    return {
        "number": str(release),
        "published on": release.published_on.isoformat(),
        "end of life": release.eol_on.isoformat() if release.eol_on else "",
    }
