"""`manage.py recompute_months`: what was signed comes to the same again; corrections are listed."""

import io

import pytest
from django.core.management import CommandError, call_command

from availability.models import MonthClosing, Outage
from availability.recomputing import checked, closings_that_hold
from availability.services.closing import close_month, preview
from availability.services.outages import confirm_outage, correct_outage
from portal.kernel.month import Month
from tests.availability.saying import LATER, declared, facts
from tests.availability.world import World

pytestmark = pytest.mark.django_db


def closed(world: World) -> MonthClosing:
    outage = declared(world, "06-09 14:00", "06-09 15:00")
    confirm_outage(by=world.agent, outage=outage, how="Called in by hand.", at=LATER)
    month = Month(2026, 6)
    seen = preview(contract=world.contract, month=month, at=LATER).seen
    return close_month(by=world.manager, contract=world.contract, month=month, seen=seen, at=LATER)


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("recompute_months", *arguments, stdout=out)
    return out.getvalue()


def test_a_signed_month_comes_to_the_same_again(piq: World) -> None:
    closed(piq)

    assert told("--vendor", "patientiq", "--check") == (
        "1 closed month was computed again; 0 corrected since, none is otherwise than signed.\n"
    )


def test_what_was_corrected_since_is_listed_and_fails_a_check(piq: World) -> None:
    row = closed(piq)
    outage = row.facts["outages"][0]["key"]
    said = facts(piq, "06-09 14:00", "06-09 16:00")
    found = Outage.objects.get(number=int(outage.removeprefix("O-")), vendor=piq.site.vendor)
    correct_outage(by=piq.agent, outage=found, facts=said, reason="Logs.", at=LATER)

    assert "corrected since: 99.861111 % was signed, 99.722222 % is known today" in told()
    with pytest.raises(CommandError, match="0 not as signed, 1 corrected since"):
        told("--check")


def test_a_row_that_is_not_what_was_signed_is_found(piq: World) -> None:
    row = closed(piq)
    # The application may not change a closing; one written with a false figure is no better.
    MonthClosing.objects.create(
        **{
            field.attname: getattr(row, field.attname)
            for field in MonthClosing._meta.concrete_fields
            if not field.primary_key
        }
        | {"number": 2, "figures": row.figures | {"percent": "99.999999"}}
    )

    keys = closings_that_hold(piq.site.vendor)
    (one,) = checked(piq.site.vendor, keys, at=LATER)

    assert (one.is_intact, one.is_sound) == (False, False)
    assert one.computed["percent"] == ["99.999999", "99.861111"]
    with pytest.raises(CommandError, match="1 not as signed"):
        told()


def test_an_unknown_vendor_is_named(piq: World) -> None:
    with pytest.raises(CommandError, match="no vendor 'nobody'"):
        told("--vendor", "nobody")
