"""The pack of a quarterly review, drafted from incidents and clocks (LU-05)."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Activity
from incidents import services
from reports.review_pack import pack_for
from tests.cast import House, Site, raised, signed_in
from tests.contracts.duties import review
from tests.factories import MONDAY

AFTER = datetime.fromisoformat("2026-07-10T10:00:00+00:00")


@pytest.fixture
def quarter(northgate: House) -> Activity:
    """The review of Northgate's second quarter, 2 March to 31 May 2026 in London."""
    return review(northgate)


def closed(site: Site, house: House, at: datetime, ended_at: datetime) -> None:
    incident = raised(house, at=at, severity="3")
    services.accept(incident=incident, by=site.agent, at=at + timedelta(minutes=5))
    services.reply(incident=incident, by=site.agent, text="On it.", at=at + timedelta(minutes=9))
    services.close(
        incident=incident,
        by=site.agent,
        reason="customer_request",
        words="They asked for it.",
        at=ended_at,
    )


def test_lu_05_incidents_are_counted_by_severity_before_in_and_after_the_quarter(
    lumeon: Site, northgate: House, quarter: Activity
) -> None:
    before = MONDAY - timedelta(days=10)
    raised(northgate, at=before)  # severity 2, open all along
    closed(lumeon, northgate, before, MONDAY + timedelta(days=1))
    closed(lumeon, northgate, MONDAY, MONDAY + timedelta(days=3))
    raised(northgate, at=AFTER - timedelta(days=1))
    raised(lumeon.house, at=MONDAY)  # another customer's

    pack = pack_for(quarter, AFTER)

    assert pack is not None
    rows = {
        row.name: (row.open_before, row.raised, row.closed, row.open_after)
        for row in [*pack.history, pack.total]
    }
    assert rows == {
        "Critical": (0, 0, 0, 0),
        "High": (1, 0, 0, 1),
        "Medium": (1, 1, 2, 0),
        "Low": (0, 0, 0, 0),
        "All": (2, 1, 2, 1),
    }
    assert [str(incident.reported_at.date()) for incident in pack.still_open] == [
        str(before.date())
    ]


def test_lu_05_the_quarter_is_that_of_the_customers_calendar(
    lumeon: Site, northgate: House, quarter: Activity
) -> None:
    midnight = datetime.fromisoformat("2026-05-31T23:00:00+00:00")  # 1 June in London
    raised(northgate, at=midnight - timedelta(seconds=1))
    raised(northgate, at=midnight)

    pack = pack_for(quarter, AFTER)

    assert pack is not None
    assert (pack.period.end, pack.total.raised) == (midnight, 1)
    assert (str(pack.month), pack.is_running) == ("2026-05", False)


def test_lu_05_while_the_quarter_runs_the_pack_stands_as_of_now(
    lumeon: Site, northgate: House, quarter: Activity
) -> None:
    raised(northgate, at=MONDAY)

    pack = pack_for(quarter, MONDAY + timedelta(days=2))

    assert pack is not None
    assert (pack.is_running, pack.total.open_after) == (True, 1)


def test_lu_05_before_the_quarter_there_is_no_pack(lumeon: Site, quarter: Activity) -> None:
    assert pack_for(quarter, MONDAY - timedelta(days=1)) is None


def test_lu_05_the_page_shows_figures_drawing_and_table(
    lumeon: Site, northgate: House, quarter: Activity
) -> None:
    closed(lumeon, northgate, MONDAY, MONDAY + timedelta(days=3))
    path = f"/lumeon/contracts/calendar/{quarter.pk}/pack/"

    shown = signed_in(northgate.contact.person).get(path).content.decode()

    assert '<svg xmlns="http://www.w3.org/2000/svg"' in shown
    assert "Twelve months as a table" in shown
    assert "2 March 2026 to 31 May 2026" in shown


def test_lu_05_what_is_no_review_has_no_pack(lumeon: Site, quarter: Activity) -> None:
    quarter.has_review_pack = False
    quarter.save(update_fields=["has_review_pack"])
    path = f"/lumeon/contracts/calendar/{quarter.pk}/pack/"

    assert signed_in(lumeon.agent.person).get(path).status_code == 404


def test_the_pack_takes_the_same_questions_however_much_happened(
    lumeon: Site, northgate: House, quarter: Activity
) -> None:
    agent = signed_in(lumeon.agent.person)
    path = f"/lumeon/contracts/calendar/{quarter.pk}/pack/"
    counts = []
    for rows in (1, 3):
        for place in range(rows):
            raised(northgate, at=MONDAY + timedelta(hours=10 * rows + place))
        agent.get(path)
        with CaptureQueriesContext(connection) as asked:
            agent.get(path)
        counts.append(len(asked))

    assert counts[0] == counts[1]
