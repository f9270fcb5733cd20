"""Files of the demo world: a picture of a screen, a list and a log, made here and sent like any."""

import io
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from incidents.domain.lifecycle import Stage
from incidents.models import Incident
from incidents.services import add_note, answer
from incidents.services.files import Upload
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

ROWS = ("Letter queue", "Waiting: 14", "Last one sent 08:52", "Printer: ward 4, ready")
INK, PAPER, BAR = "#1b2430", "#f6f5f1", "#1f4f8f"


def send_papers(slug: str, cast: Cast) -> None:
    """This function will let a customer of Lumeon send a picture and a list, and an agent a log."""
    if slug != "lumeon":
        return
    incident = _busy()
    if incident is None:
        return
    agent = next(one for one in cast.members.values() if one.role == Role.AGENT)
    contact = cast.members[incident.reporter.email]
    at = max(cast.at - timedelta(minutes=25), incident.last_event_at)
    _from_customer(incident, contact, at)
    _among_us(incident, agent, at + (cast.at - at) / 2)


def _busy() -> Incident | None:
    idle = [Stage.NEW, Stage.CLOSED, Stage.SOLUTION_PROVIDED, Stage.AWAITING_CUSTOMER]
    return Incident.objects.exclude(status__in=idle).order_by("-reported_at").first()


def _from_customer(incident: Incident, by: Membership, at: datetime) -> None:
    answer(
        incident=incident,
        by=by,
        text="A picture of the screen as it is now, and the list that we exported.",
        files=[
            ContentFile(_screen(), name="screen at the front desk.png"),
            ContentFile(_list().encode(), name="export.csv"),
        ],
        at=at,
    )


def _among_us(incident: Incident, by: Membership, at: datetime) -> None:
    log: Upload = ContentFile(_log(at).encode(), name="worker.log")
    add_note(incident=incident, by=by, text="The worker's log around then.", files=[log], at=at)


def _screen() -> bytes:
    picture = Image.new("RGB", (960, 600), PAPER)
    drawn = ImageDraw.Draw(picture)
    drawn.rectangle((0, 0, 960, 64), fill=BAR)
    for number, words in enumerate(ROWS):
        top = 110 + number * 90
        drawn.rectangle((48, top, 912, top + 66), fill="white", outline="#dcdfe4")
        drawn.text((72, top + 18), words, fill=INK, font_size=26)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _list() -> str:
    rows = (f"L-{4700 + number},clinic letter,waiting" for number in range(14))
    return "\n".join(("number,kind,state", *rows, ""))


def _log(at: datetime) -> str:
    lines = (
        f"{at - timedelta(minutes=9 - step):%Y-%m-%d %H:%M:%S} INFO letters: waited, try {step}"
        for step in range(9)
    )
    return "\n".join((*lines, ""))
