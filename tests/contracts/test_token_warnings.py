"""Mail before unspent tokens expire, and the day that writes them off (LU-06)."""

from datetime import date, datetime, timedelta

import pytest

from contracts import daily
from contracts.models import TokenMove, TokenWarning
from contracts.services.tokens import Draw, buy, draw
from portal.notify.models import OutgoingMail
from tests.cast import Site
from tests.factories import MONDAY

UNTIL = date(2027, 3, 2)


@pytest.fixture
def bundle(lumeon: Site) -> TokenMove:
    """Five tokens of St Brannock's, bought on MONDAY, usable until 2 March 2027."""
    return buy(
        by=lumeon.administrator,
        contract=lumeon.house.contract,
        bundle=5,
        on=MONDAY.date(),
        key="b1",
        at=MONDAY,
    )


def kept(days_before: int) -> int:
    """Keep the day that lies so many days before the last one; return the mails there are now."""
    daily.keep(at=datetime.combine(UNTIL, MONDAY.timetz()) - timedelta(days=days_before))
    return OutgoingMail.objects.filter(key__startswith="token-warning").count()


def test_lu_06_one_mail_sixty_days_before_and_one_fourteen_days_before(bundle: TokenMove) -> None:
    assert [kept(days) for days in (61, 60, 59, 15, 14, 13, 0)] == [0, 1, 1, 1, 2, 2, 2]


def test_lu_06_the_mail_says_how_much_is_left_and_until_when(
    lumeon: Site, bundle: TokenMove
) -> None:
    request = Draw(quarters=7, words="Tuning")
    contract = lumeon.house.contract
    draw(by=lumeon.agent, contract=contract, request=request, key="d", at=MONDAY)
    kept(60)

    mail = OutgoingMail.objects.get(key=f"token-warning-{bundle.pk}-60")
    assert mail.recipient == lumeon.house.contact.person.email
    assert mail.subject == "8 h 15 min of specialist time expire after 02 March 2027"
    assert "8 h 15 min of specialist time (4.125 tokens)" in mail.text
    assert f"/lumeon/contracts/tokens/{contract.pk}/" in mail.text


def test_lu_06_after_a_long_downtime_only_the_nearer_warning_is_given(bundle: TokenMove) -> None:
    assert [kept(9), kept(8)] == [1, 1]

    assert set(TokenWarning.objects.values_list("days_before", flat=True)) == {60, 14}


def test_lu_06_a_warning_missed_by_a_few_days_is_given_late(bundle: TokenMove) -> None:
    assert [kept(41), kept(14)] == [1, 2]


def test_lu_06_what_is_spent_is_not_warned_of(lumeon: Site, bundle: TokenMove) -> None:
    request = Draw(quarters=40, words="All of it")
    contract = lumeon.house.contract
    draw(by=lumeon.agent, contract=contract, request=request, key="d", at=MONDAY)

    assert kept(14) == 0


def test_lu_06_the_day_after_the_last_writes_off_and_warns_no_more(bundle: TokenMove) -> None:
    assert [kept(-1), kept(-1)] == [0, 0]

    assert TokenMove.objects.filter(kind="expiry").count() == 1
