"""Which release may be published among those that are (LU-07, LU-08). No database."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.domain.lifecycle import Published
from contracts.domain.publication import check_publication
from contracts.domain.versions import parse_number
from portal.kernel.refusal import Refusal
from tests.contracts.domain.test_lifecycle import out, rules

OUT = {
    "5.0.0": "2025-01-15",
    "5.1.0": "2025-04-15",
    "5.1.2": "2025-05-20",
    "5.2.0": "2025-07-15",
    "5.3.0": "2025-10-15",
}


def release(number: str, on: str) -> Published:
    return Published(number=parse_number(number), on=date.fromisoformat(on))


@pytest.mark.parametrize(
    ("number", "on"),
    [
        pytest.param("6.0.0", "2026-01-15", id="the-next-quarterly"),
        pytest.param("4.3.0", "2024-10-15", id="the-one-before-the-first-known"),
        pytest.param("5.3.1", "2025-10-15", id="a-correction-on-the-same-day"),
        pytest.param("5.1.1", "2025-05-01", id="a-correction-in-between"),
        pytest.param("5.1.2.1", "2025-05-21", id="a-hot-fix"),
        pytest.param("5.0.9", "2026-01-14", id="a-correction-of-n-3"),
    ],
)
def test_a_release_that_follows_is_let_in(number: str, on: str) -> None:
    check_publication(release(number, on), out(OUT), rules=rules())


@pytest.mark.parametrize(
    ("number", "on", "reason"),
    [
        ("5.3.0", "2026-01-15", "was published on 15 October 2025 already"),
        ("6.1.0", "2026-01-15", "After 5.3 comes 6.0, not 6.1"),
        ("5.4.0", "2026-01-15", "There is no 5.4: after 5.3 comes 6.0"),
        ("6.0.0", "2025-10-15", "cannot be published earlier or on the same day"),
        ("4.3.0", "2025-02-01", "5.0.0 follows 4.3.0"),
        ("6.0.1", "2026-01-15", "6.0.1 corrects 6.0.0, which is not published"),
        ("5.2.1.1", "2026-01-15", "5.2.1.1 corrects 5.2.1, which is not published"),
        ("5.1.3", "2025-05-19", "5.1.3 follows 5.1.2"),
        ("5.1.1", "2025-05-21", "5.1.2 follows 5.1.1"),
    ],
)
def test_a_release_that_does_not_follow_is_refused(number: str, on: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_publication(release(number, on), out(OUT), rules=rules())

    assert reason in str(refused.value)


def test_lu_08_past_its_end_of_life_a_release_gets_no_corrections() -> None:
    published = [*out(OUT), release("6.0.0", "2026-01-15")]

    with pytest.raises(Refusal, match=r"5\.0 reached its end of life on 15 January 2026"):
        check_publication(release("5.0.1", "2026-01-15"), published, rules=rules())


def test_a_life_ends_after_it_began() -> None:
    new = replace(release("6.0.0", "2026-01-15"), eol_on=date(2026, 1, 15))

    with pytest.raises(Refusal, match="after the day it is published"):
        check_publication(new, out(OUT), rules=rules())


def test_a_vendor_without_a_lifecycle_numbers_as_it_likes() -> None:
    check_publication(release("8.17.0", "2020-01-01"), out(OUT), rules=None)

    with pytest.raises(Refusal, match="already"):
        check_publication(release("5.0.0", "2020-01-01"), out(OUT), rules=None)
