"""Hours follow the date, targets and rules follow the report, when a contract changes (CO-04)."""

from datetime import date, timedelta

import pytest

from contracts.agreement_file import agreement_paths, parse_agreement
from contracts.models import AgreementVersion
from contracts.services import amend_contract, load_agreement
from incidents import services as deeds
from sla.models import ClockMove, Verdict
from sla.preview import if_terms_changed
from tests.cast import Site, raised
from tests.factories import MONDAY
from tests.incidents.watching import london
from tests.sla.attained import swept
from tests.sla.test_replay import differences

WEDNESDAY = date(2026, 3, 4)
AMENDED_AT = london("2026-03-02 12:00")


def amended(
    site: Site, *, tier: str = "professional", agreement: AgreementVersion | None = None
) -> None:
    """Put St Brannock's on other terms from Wednesday on: Professional counts from 8 to 20."""
    contract = site.house.contract
    amend_contract(
        by=site.administrator,
        contract=contract,
        agreement=agreement or contract.agreement,
        tier=tier,
        since=WEDNESDAY,
        reason="They asked for it.",
        at=AMENDED_AT,
    )


# Severity 2: 8 business hours to resolve. Essentials 09:00 to 17:30, Professional 08:00 to 20:00.
CASES = [
    pytest.param("2026-03-03 09:00", "2026-03-03 17:00", id="over-before-the-date"),
    pytest.param("2026-03-03 15:00", "2026-03-04 13:30", id="2-30-on-Tuesday-5-30-from-8"),
    pytest.param("2026-03-03 18:00", "2026-03-04 16:00", id="in-the-night-before-it"),
    pytest.param("2026-03-04 10:00", "2026-03-04 18:00", id="after-the-date"),
]


@pytest.mark.parametrize(("reported", "due"), CASES)
def test_hours_count_as_agreed_for_each_date(lumeon: Site, reported: str, due: str) -> None:
    amended(lumeon)

    incident = raised(lumeon.house, severity="2", at=london(reported))

    assert incident.clocks.get(milestone="resolution").due_at == london(due)


def test_an_open_clock_follows_a_change_to_come_and_was_previewed_so(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("2026-03-02 11:59"))
    contract = lumeon.house.contract
    deeds.reply(incident=incident, by=lumeon.agent, text="Seen.", at=AMENDED_AT)
    deeds.ask(incident=incident, by=lumeon.agent, question="Which?", at=AMENDED_AT)
    other = raised(lumeon.house, severity="3", at=AMENDED_AT)
    before = other.clocks.get(milestone="resolution").due_at

    preview = if_terms_changed(contract, contract.agreement, "professional", WEDNESDAY, AMENDED_AT)
    amended(lumeon)

    after = other.clocks.get(milestone="resolution").due_at
    assert before is not None
    assert after is not None
    assert after < before
    assert [(m.clock.incident_id, m.due_before, m.due_after) for m in preview.moves] == [
        (other.pk, before, after)
    ]
    kept = ClockMove.objects.get(terms__contract=contract)
    assert (kept.clock.incident_id, kept.due_before, kept.due_after) == (other.pk, before, after)
    assert incident.clocks.get(milestone="resolution").due_at is None  # it waits: nobody can know
    other.refresh_from_db()
    assert other.next_due_at == other.clocks.order_by("due_at")[0].due_at
    assert differences(lumeon) == []


def test_targets_stay_those_of_the_report(lumeon: Site) -> None:
    path = next(path for path in agreement_paths() if path.stem == "lumeon")
    text = path.read_text(encoding="utf-8").replace(
        'version = "V3 29.04.20"', 'version = "V4 01.03.26"'
    )
    text = text.replace("amount = 8\n", "amount = 4\n", 1)
    agreement = parse_agreement(text, file=path.name)
    halved, _ = load_agreement(agreement=agreement, file=path.name, actor=None, at=MONDAY)
    early = raised(lumeon.house, severity="2", at=london("2026-03-02 11:00"))
    amended(lumeon, tier="essentials", agreement=halved)

    before = raised(lumeon.house, severity="2", at=london("2026-03-03 15:00"))
    after = raised(lumeon.house, severity="2", at=london("2026-03-04 15:00"))

    budgets = [one.clocks.get(milestone="resolution").budget for one in (early, before, after)]
    assert budgets == [timedelta(hours=8), timedelta(hours=8), timedelta(hours=4)]
    assert differences(lumeon) == []


def test_no_verdict_of_the_past_moves(lumeon: Site) -> None:
    raised(lumeon.house, severity="2", at=london("2026-03-02 09:00"))
    swept("2026-03-02 11:59")
    told = list(Verdict.objects.values())
    assert told

    amended(lumeon)

    assert list(Verdict.objects.values()) == told
