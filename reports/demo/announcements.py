"""What the vendors of the demo world announce: out, corrected, and waiting for its hour."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from knowledgebase.announcements.reading import mark_read
from knowledgebase.announcements.services import publish, save, start
from knowledgebase.domain.announcing import Announced, Kind, Meant
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from reports.demo.contacts import Cast

DAY = timedelta(days=1)
LINES = Announced(
    kind=Kind.NEWS.value,
    title="Our telephone lines on the holidays",
    text="On public holidays the telephone is answered for **critical** incidents alone.\n\n"
    "All others are taken up on the next working day, as your agreement says.",
)
SAID: Mapping[str, Sequence[Announced]] = {
    "lumeon": (
        LINES,
        Announced(
            kind=Kind.RELEASE.value,
            title="Maintenance release for series 5.3",
            text="It corrects how letters read the consultant's name.\n\n"
            "- Plan an hour in which nobody prints.\n- Settings stay as they are.",
            meant=Meant.VERSIONS.value,
            product="Care Pathway Management",
            versions=("5.3",),
        ),
        Announced(
            kind=Kind.NEWS.value,
            title="Quarterly reviews by video",
            text="From next quarter on your technical account manager invites you by video.",
            meant=Meant.TIERS.value,
            tiers=("premium",),
        ),
    ),
    "patientiq": (LINES,),
    "healthy-roster": (LINES,),
}
BETTER = (
    "On public holidays the telephone is answered for **critical** incidents alone, from 08:00 "
    "on.\n\n"
    "All others are taken up on the next working day, as your agreement says."
)
PLANNED = Announced(
    kind=Kind.MAINTENANCE.value,
    title="The portal is moved to new machines",
    text="For about ten minutes nothing can be saved. What you have typed stays.",
)


def keep_announcements(slug: str, cast: Cast) -> None:
    """This function will announce what a vendor has to say; some of it is read, one waits."""
    by = _able(cast, Act.ANNOUNCE)
    reader = _able(cast, Act.RAISE_INCIDENT)
    for days, said in enumerate(SAID[slug], start=1):
        _out(by, reader, said, cast.at - (7 - days) * DAY)
    waits = start(by=by, said=PLANNED, at=cast.at)
    publish(by=by, announcement=waits, known=1, on=cast.at + 14 * DAY, at=cast.at)


def _out(by: Membership, reader: Membership, said: Announced, at: datetime) -> None:
    row = start(by=by, said=said, at=at)
    row = publish(by=by, announcement=row, known=1, at=at)
    if said is LINES:
        mark_read(by=reader, announcement=row, at=at + timedelta(hours=1))
        better = Announced(kind=said.kind, title=said.title, text=BETTER)
        hour = at + timedelta(hours=5)
        save(by=by, announcement=row, said=better, known=1, words="From when on", at=hour)


def _able(cast: Cast, act: Act) -> Membership:
    return next(one for one in cast.members.values() if may(one, act))
