"""What the people of the demo world have read, and what some of them chose to be told."""

from datetime import datetime, time, timedelta

from portal.notify.models import Notification
from portal.notify.preferring import Choice, choose
from portal.notify.topics import Topic
from reports.demo.contacts import Cast

UNREAD_FOR = timedelta(hours=20)  # what happened since stands at the bell

# Who has chosen what, by address; everybody else is told everything at once.
CHOICES = {
    "priya.shah@st-brannocks.example": Choice(
        quiet_from=time(21), quiet_until=time(7), quiet_zone="Europe/London"
    ),
    "tom.whitlock@lumeon.example": Choice(mail_off=(Topic.PROGRESS,)),
}


def keep_inboxes(cast: Cast) -> None:
    """This function will mark read what is older than a day, and keep what people have chosen."""
    for email, choice in CHOICES.items():
        if email in cast.members:
            choose(by=cast.members[email], choice=choice, at=cast.at)
    _read_until(cast.at - UNREAD_FOR, cast.at)


def _read_until(until: datetime, at: datetime) -> None:
    Notification.objects.unread().filter(at__lt=until).update(read_at=at)
