"""Files that come with a message: checked, kept, and judged before anybody gets them."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db.models import Sum

from incidents.contents import problem_of_content
from incidents.domain.files import (
    MEGABYTE,
    MOST_OF_MESSAGE,
    State,
    digest_of,
    harmless_name,
    in_words,
    kind_of,
    problem_of_size,
)
from incidents.models import Attachment, FileVerdict, Incident, Message
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.web.pictures import preview_of

type Upload = File[bytes]  # a name, a size and bytes: what a form brings, or ContentFile(b"…", "a")

UNSCANNED = "Its kind was checked; this portal has no scanner."


def attach(
    *, message: Message, files: Sequence[Upload], by: Person | Membership, at: datetime
) -> list[Attachment]:
    """Keep files with the message that they came with; all of them or none.

    The incident must have been locked, so that two messages at once cannot go over its limit.

    :raises Refusal: naming the file that is not taken, and why.
    """
    if not files:
        return []
    check_files(files, incident=message.incident)
    person = by.person if isinstance(by, Membership) else by
    # Bytes that are stored and then lost to a failure are found by `manage.py verify_files`.
    kept = [_keep(message, upload, person, at) for upload in files]
    if not settings.SCANNER:
        judge(kept, State.CLEAN, UNSCANNED, at=at)
    return kept


def check_files(files: Sequence[Upload], *, incident: Incident) -> None:
    """Refuse files that cannot go with a message of this incident.

    :raises Refusal: with code `file`; it names the first that cannot, as it was called.
    """
    if len(files) > MOST_OF_MESSAGE:
        raise Refusal(
            f"You chose {len(files)} files; a message takes {MOST_OF_MESSAGE}. "
            "Send the others with a second message.",
            code="file",
        )
    used = used_by(incident)
    for upload in files:
        name, size = harmless_name(upload.name or ""), upload.size
        problem = problem_of_size(size, used) or problem_of_content(name, bytes_of(upload), size)
        if problem:
            raise Refusal(f"“{name}” was not taken: {problem}.", code="file")
        used += size
    _check_quota(incident, sum(upload.size for upload in files))


def used_by(incident: Incident) -> int:
    """Return how many bytes an incident's files have."""
    return Attachment.objects.of(incident).aggregate(sum=Sum("size"))["sum"] or 0


def _check_quota(incident: Incident, more: int) -> None:
    quota = settings.FILES_QUOTA_MB * MEGABYTE
    if not quota:
        return
    used = Attachment.objects.filter(vendor=incident.vendor_id).aggregate(sum=Sum("size"))["sum"]
    if (used or 0) + more > quota:
        raise Refusal(
            f"{incident.vendor} has {in_words(used or 0)} of files, and {in_words(quota)} is all "
            "that its portal keeps. Send your message without files; the operator can make room.",
            code="file",
        )


def judge(files: Sequence[Attachment], state: State, why: str, *, at: datetime) -> None:
    """Write down what files were found to be; what was found before stays."""
    FileVerdict.objects.bulk_create(
        [
            FileVerdict(vendor_id=one.vendor_id, attachment=one, state=state, why=why[:200], at=at)
            for one in files
        ],
        ignore_conflicts=True,
    )


def bytes_of(upload: Upload) -> BinaryIO:
    """Return what an upload holds, to be read from its beginning."""
    upload.seek(0)
    return cast("BinaryIO", upload.file)


def _keep(message: Message, upload: Upload, person: Person, at: datetime) -> Attachment:
    name = harmless_name(upload.name or "")
    kind = kind_of(name)
    assert kind is not None  # noqa: S101 - check_files refuses other names
    digest = digest_of(bytes_of(upload))
    small = preview_of(bytes_of(upload), kind.media_type)
    upload.seek(0)
    return Attachment.objects.create(
        vendor_id=message.vendor_id,
        message=message,
        name=name,
        media_type=kind.media_type,
        size=upload.size,
        sha256=digest,
        key=_stored(message.vendor_id, upload),
        preview=_stored(message.vendor_id, ContentFile(small)) if small else "",
        sent_by=person,
        at=at,
    )


def _stored(vendor_id: int, content: Upload) -> str:
    # A name of its own, at random: nothing that was typed reaches a file system.
    return storages["private"].save(f"{vendor_id}/{secrets.token_hex(20)}", content)
