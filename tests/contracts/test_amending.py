"""Putting a contract on other terms from a date on: what is refused, what follows (CO-04)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from contracts import daily
from contracts.agreement_file import agreement_paths, parse_agreement
from contracts.models import AgreementVersion, Contract, ContractTerms
from contracts.services import amend_contract, load_agreement
from contracts.services.amending import bring_up_to_date, terms_on
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised
from tests.committed import meeting, side_by_side
from tests.factories import MONDAY

TODAY = MONDAY.date()
SOON = TODAY + timedelta(days=7)


def version_from(since: date, *, stem: str = "lumeon") -> AgreementVersion:
    """Load another version of Lumeon's terms, in force from a date."""
    path = next(path for path in agreement_paths() if path.stem == stem)
    text = path.read_text(encoding="utf-8")
    text = text.replace('version = "V3 29.04.20"', f'version = "V4 from {since}"')
    text = text.replace("effective_from = 2020-04-29", f"effective_from = {since}")
    agreement = parse_agreement(text, file=path.name)
    return load_agreement(agreement=agreement, file=path.name, actor=None, at=MONDAY)[0]


def amended(
    site: Site,
    *,
    tier: str = "professional",
    since: date = SOON,
    reason: str = "They asked for it.",
    by: Membership | None = None,
    agreement: AgreementVersion | None = None,
) -> ContractTerms:
    contract = site.house.contract
    return amend_contract(
        by=by or site.administrator,
        contract=contract,
        agreement=agreement or contract.agreement,
        tier=tier,
        since=since,
        reason=reason,
        at=MONDAY,
    )


def test_a_change_to_come_leaves_today_as_it_is(lumeon: Site) -> None:
    terms = amended(lumeon)

    contract = Contract.objects.get(pk=lumeon.house.contract.pk)
    assert contract.tier == "essentials"
    assert terms_on(contract, SOON - timedelta(days=1)).tier == "essentials"
    assert terms_on(contract, SOON) == terms
    assert str(terms) == "Professional of V3 29.04.20 from 09 Mar 2026"


def test_a_change_from_today_on_holds_at_once(lumeon: Site) -> None:
    amended(lumeon, since=TODAY)

    assert Contract.objects.get(pk=lumeon.house.contract.pk).tier == "professional"


def test_the_contract_follows_its_terms_with_the_day(lumeon: Site) -> None:
    amended(lumeon)
    contract = lumeon.house.contract

    daily.keep(at=MONDAY + timedelta(days=6))
    assert Contract.objects.get(pk=contract.pk).tier == "essentials"
    daily.keep(at=MONDAY + timedelta(days=7))

    contract = Contract.objects.get(pk=contract.pk)
    assert contract.tier == "professional"
    assert not bring_up_to_date(contract, at=MONDAY + timedelta(days=8))


def test_what_is_reported_after_the_date_is_on_the_new_tier_before_any_worker_ran(
    lumeon: Site,
) -> None:
    amended(lumeon)

    before = raised(lumeon.house, at=MONDAY + timedelta(days=6))
    after = raised(lumeon.house, at=MONDAY + timedelta(days=7))

    assert (before.tier, after.tier) == ("essentials", "professional")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"since": TODAY - timedelta(days=1)},
            (
                "01 March 2026 has passed: terms change from 02 March 2026 on at the earliest, "
                "so that nothing already measured is measured anew."
            ),
        ),
        ({"reason": " \n "}, "Say why the contract changes: it stands in its history."),
        (
            {"tier": "platinum"},
            "V3 29.04.20 has no tier 'platinum'; it has Essentials, Professional, Premium.",
        ),
        ({"tier": "essentials"}, "The contract stands on these terms already."),
    ],
)
def test_a_change_is_refused_with_a_sentence(
    lumeon: Site, asked: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        amended(lumeon, **asked)  # type: ignore[arg-type]  # a date and words

    assert str(refused.value) == sentence
    assert ContractTerms.objects.filter(contract=lumeon.house.contract).count() == 1


def test_a_version_that_is_not_in_force_by_then_is_refused(lumeon: Site) -> None:
    later = version_from(SOON + timedelta(days=1))

    with pytest.raises(Refusal, match="V4 from 2026-03-10 is in force from 10 March 2026 only"):
        amended(lumeon, agreement=later)


def test_another_vendors_agreement_is_refused(lumeon: Site, patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        theirs = AgreementVersion.objects.get()

    with pytest.raises(Refusal, match="another vendor's"):
        amended(lumeon, agreement=theirs)


def test_a_date_outside_the_term_is_refused(lumeon: Site) -> None:
    contract = lumeon.house.contract
    contract.ends_on = SOON - timedelta(days=1)
    contract.save(update_fields=["ends_on"])

    with pytest.raises(Refusal, match="09 March 2026 lies outside the contract's term"):
        amended(lumeon)


def test_a_second_change_follows_after_the_first_only(lumeon: Site) -> None:
    amended(lumeon)

    for since in (SOON, SOON - timedelta(days=1)):
        with pytest.raises(Refusal, match="A change from 09 March 2026 is recorded already"):
            amended(lumeon, tier="premium", since=since)
    amended(lumeon, tier="premium", since=SOON + timedelta(days=1))

    assert terms_on(lumeon.house.contract, SOON + timedelta(days=1)).tier == "premium"


def test_who_may_not_is_told_who_may(lumeon: Site) -> None:
    for by in (lumeon.agent, lumeon.house.contact):
        with pytest.raises(Refusal, match="you cannot change what a contract stands on"):
            amended(lumeon, by=by)


def test_the_earliest_date_is_the_customers_own(lumeon: Site) -> None:
    customer = lumeon.house.customer
    customer.time_zone = "Pacific/Auckland"  # where it is Monday 23:00
    customer.save(update_fields=["time_zone"])
    contract = lumeon.house.contract

    with pytest.raises(Refusal, match="terms change from 03 March 2026 on"):
        amend_contract(
            by=lumeon.administrator,
            contract=contract,
            agreement=contract.agreement,
            tier="premium",
            since=TODAY,
            reason="So.",
            at=MONDAY + timedelta(hours=2),
        )


def test_co_07_a_change_is_in_the_audit_with_what_was_before(lumeon: Site) -> None:
    amended(lumeon)

    event = AuditEvent.objects.get(verb="contract amended", object_id=lumeon.house.contract.pk)
    assert event.before == {"tier": "essentials", "agreement": "V3 29.04.20"}
    assert event.after == {
        "tier": "professional",
        "agreement": "V3 29.04.20",
        "since": "2026-03-09",
    }


def test_terms_are_never_changed(lumeon: Site) -> None:
    for change in (
        lambda: ContractTerms.objects.update(tier="premium"),
        lambda: ContractTerms.objects.all().delete(),
    ):
        _is_refused_by_the_database(change)


def _is_refused_by_the_database(change: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


@pytest.mark.slow
def test_of_two_changes_at_once_one_is_told_of_the_other(committed: Site) -> None:
    start = meeting(2)
    far = date(2099, 1, 5)

    def change(tier: str) -> str:
        with vendor_scope(committed.vendor):
            start.wait()
            try:
                amended(committed, tier=tier, since=far)
            except Refusal as refusal:
                return refusal.code
            return "made"

    answers = side_by_side(lambda: change("professional"), lambda: change("premium"))

    assert sorted(answers) == ["already", "made"]
