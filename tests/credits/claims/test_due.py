"""By when an approved claim is given: as other credits of its month, by the agreement (HR-06)."""

from datetime import date, timedelta

import pytest

from availability.services.outages import correct_outage
from credits.models import Claim, LedgerEntry
from credits.services.claiming import decide_claim
from credits.services.reminding import remind_of_due
from portal.notify.models import Notification
from tests.availability.amending import amended
from tests.availability.saying import facts, utc
from tests.availability.world import World
from tests.cast import signed_in
from tests.credits.claims.filing import TEXTS, close, filed, outage_of, restate

pytestmark = pytest.mark.django_db

CLOSED, DECIDED = utc("07-02 12:00"), utc("07-10 12:00")
NO_DATE, DATED = "offsets_damages = true", "payment_days = 30\noffsets_damages = true"


@pytest.fixture
def dated(piq: World) -> World:
    """Their agreement pays credits within thirty days of the month's end, from June on."""
    amended(piq, date(2026, 6, 1), NO_DATE, DATED)
    return piq


def approved(world: World) -> Claim:
    """Have a claim of June approved on 10 July."""
    claim = filed(world, outage_of(world))
    close(world, at=CLOSED)
    decide_claim(by=world.manager, claim=claim, approve=True, at=DECIDED)
    return claim


def dates(claim: Claim) -> list[tuple[str, date | None]]:
    rows = LedgerEntry.objects.filter(claim=claim).order_by("pk")
    return list(rows.values_list("kind", "due_on"))


def test_an_approved_claim_falls_due_thirty_days_after_its_months_end(dated: World) -> None:
    claim = approved(dated)

    assert dates(claim)[-1] == ("approved", date(2026, 7, 30))


def test_its_date_is_that_of_the_month_however_late_it_is_approved(dated: World) -> None:
    claim = filed(dated, outage_of(dated))
    close(dated, at=CLOSED)

    decide_claim(by=dated.manager, claim=claim, approve=True, at=utc("09-01 12:00"))

    assert dates(claim)[-1] == ("approved", date(2026, 7, 30))


def test_what_is_restated_of_it_keeps_its_date(dated: World) -> None:
    claim = approved(dated)
    longer = facts(dated, "06-09 14:00", "06-09 20:00", **TEXTS)
    outage = claim.outage
    correct_outage(by=dated.agent, outage=outage, facts=longer, reason="Logs.", at=DECIDED)

    restate(dated)

    assert dates(claim)[-1] == ("restated", date(2026, 7, 30))


def test_an_agreement_that_states_no_days_sets_no_date(piq: World) -> None:
    assert dates(approved(piq))[-1] == ("approved", None)


def test_account_managers_are_reminded_of_it_a_week_before_and_once(dated: World) -> None:
    claim, vendor = approved(dated), dated.site.vendor
    week_before = utc("07-23 12:00")

    early = remind_of_due(vendor=vendor, at=week_before - timedelta(days=1))
    (first,) = remind_of_due(vendor=vendor, at=week_before)
    again = remind_of_due(vendor=vendor, at=week_before + timedelta(days=1))

    assert (early, again) == ([], [])
    assert (first.credit, first.due_on) == (f"2026-06/{claim}", date(2026, 7, 30))
    assert Notification.objects.filter(title__endswith="are due by 30 July 2026").exists()


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        (None, "Due on the next invoice; if none follows, to be paid by 30 July 2026."),
        (date(2026, 7, 1), "Due on the next invoice; if none follows, to be paid by 30 July 2026."),
        (date(2026, 6, 30), "No further invoice follows: to be paid by 30 July 2026."),
    ],
    ids=["goes-on", "ends-later", "ended-with-the-month"],
)
def test_where_the_contract_is_over_no_invoice_follows_and_its_page_says_so(
    dated: World, ends_on: date | None, words: str
) -> None:
    claim = approved(dated)
    dated.contract.ends_on = ends_on
    dated.contract.save(update_fields=["ends_on"])

    page = signed_in(dated.manager.person).get(
        f"/patientiq/credits/contracts/{dated.contract.pk}/2026-06/{claim}/"
    )

    assert words in page.content.decode()
