"""What surrounds the conversations of the demo world: ready texts, a draft, a note that names."""

from datetime import datetime, timedelta

from incidents.domain.lifecycle import Stage
from incidents.domain.places import Place
from incidents.models import Incident
from incidents.services import add_note, watch
from incidents.services.drafts import keep_draft
from incidents.services.macros import MacroText, keep_macro
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

READY = (
    (
        "Ask for the log",
        Place.WRITE,
        (
            "Hello {contact},\n\ncould you send us the log of the last hour for {number}? Please "
            "take out anything that identifies a patient first.\n\n{me}"
        ),
    ),
    (
        "Fixed in the next release",
        Place.WRITE,
        (
            "Hello {contact},\n\nwe have found the cause of “{title}”. It is corrected in the next "
            "maintenance release; until then the way around it is:\n\n- \n\n{me}"
        ),
    ),
    ("Handing over", Place.NOTE, "Where it stands:\n\n- seen so far: \n- tried: \n- next: "),
)
DRAFT = "We have found the job that drops the second page. Before we change it I would like to"


def keep_talk(slug: str, cast: Cast) -> None:
    """This function will keep Lumeon's ready texts, and leave one incident in mid-sentence."""
    if slug != "lumeon":
        return
    by_role = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    manager, agent = by_role[Role.SUPPORT_MANAGER], by_role[Role.AGENT]
    for name, place, text in READY:
        words = MacroText(name=name, place=place, text=text)
        keep_macro(by=manager, words=words, is_shared=True, at=cast.began)
    busy = Incident.objects.exclude(status__in=[Stage.NEW, Stage.CLOSED, Stage.SOLUTION_PROVIDED])
    incident = busy.filter(owner=agent.person).order_by("-reported_at").first()
    if incident is not None:
        _in_mid_sentence(incident, manager, agent, cast.at)


def _in_mid_sentence(
    incident: Incident, manager: Membership, agent: Membership, at: datetime
) -> None:
    now = max(at - timedelta(minutes=20), incident.last_event_at)
    text = f"@{agent.person.name} this is the third of its kind this month; is there a pattern?"
    add_note(incident=incident, by=manager, text=text, at=now)
    watch(incident=incident, by=manager, at=now)
    keep_draft(by=agent, place=Place.WRITE, incident=incident, fields={"text": DRAFT}, at=now)
