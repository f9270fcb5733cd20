"""Credits that fall due: account managers are reminded a week before, once (HR-06)."""

from datetime import timedelta
from typing import Any

import pytest

from credits.models import DueReminder
from credits.services.reminding import remind_of_due
from credits.services.settling import issue_note, pay_out
from portal.notify.models import Notification
from tests.availability.saying import LATER, utc
from tests.availability.world import World
from tests.credits.closing import close, outage, usd

pytestmark = pytest.mark.django_db
CLOSED = utc("07-02 12:00")
WEEK_BEFORE = utc("07-23 12:00")


def owed(world: World) -> None:
    outage(world, "06-09 14:00", "06-09 15:00")
    close(world)


def test_a_credit_is_reminded_of_a_week_before_its_date_and_once(roster: World) -> None:
    owed(roster)
    vendor = roster.site.vendor

    early = remind_of_due(vendor=vendor, at=WEEK_BEFORE - timedelta(days=1))
    first = remind_of_due(vendor=vendor, at=WEEK_BEFORE)
    again = remind_of_due(vendor=vendor, at=WEEK_BEFORE + timedelta(days=3))

    assert (early, len(first), again) == ([], 1, [])
    told = Notification.objects.filter(title__endswith="are due by 30 July 2026")
    assert [one.person for one in told] == [roster.manager.person]


def test_what_is_settled_is_not_reminded_of(roster: World) -> None:
    owed(roster)
    known: dict[str, Any] = {
        "by": roster.manager,
        "contract": roster.contract,
        "credit": "2026-06/availability",
    }
    issue_note(**known, key="a", at=LATER)
    pay_out(**known, amount=usd("12.51"), on=LATER.date(), words="Wire", key="b", at=LATER)

    assert remind_of_due(vendor=roster.site.vendor, at=LATER) == []
    assert not DueReminder.objects.exists()
