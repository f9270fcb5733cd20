"""Who may take an escalation higher, and how an event keeps to which level it went (LU-22)."""

import pytest

from contracts.domain.targets import Milestone
from incidents.domain.escalation import (
    Cause,
    cause_of,
    check_rise,
    read_place,
    written_place,
)
from portal.kernel.refusal import Refusal


@pytest.mark.parametrize(
    ("is_final", "on_request", "by_customer", "code"),
    [
        pytest.param(False, True, True, None, id="the-customers-word-leads-there"),
        pytest.param(False, True, False, None, id="and-the-vendors-too"),
        pytest.param(False, False, False, None, id="the-vendor-goes-higher-at-any-time"),
        pytest.param(False, False, True, "not_on_request", id="the-customer-does-not"),
        pytest.param(True, False, True, "last_level", id="above-the-last-there-is-none"),
        pytest.param(True, False, False, "last_level", id="for-the-vendor-neither"),
    ],
)
def test_who_goes_higher_from_where(
    is_final: bool, on_request: bool, by_customer: bool, code: str | None
) -> None:
    refused = None
    try:
        check_rise(
            2,
            "Technical support manager",
            is_final=is_final,
            on_request=on_request,
            by_customer=by_customer,
            clause="LU-22",
        )
    except Refusal as refusal:
        refused = refusal.code

    assert refused == code


@pytest.mark.parametrize("is_vacant", [True, False])
@pytest.mark.parametrize("level", [1, 4, 9])
def test_a_place_is_read_as_it_was_written(level: int, is_vacant: bool) -> None:
    assert read_place(written_place(level, is_vacant=is_vacant)) == (level, is_vacant)


def test_missing_any_milestone_is_a_cause_of_its_own() -> None:
    assert {cause_of(milestone) for milestone in Milestone} == set(Cause) - {Cause.REQUESTED}
