"""How pages write the long numbers of a sentence."""

import pytest

from contracts.templatetags.money import thousands


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("120000.00 USD / 8760 h x 4 h = 54.79 USD", "120,000.00 USD / 8,760 h x 4 h = 54.79 USD"),
        ("8760", "8,760"),
        ("(2678400 - 5700) / 2678400 x 100 %", "(2,678,400 - 5,700) / 2,678,400 x 100 %"),
        (
            "from 2026-09-08T15:18:01Z: 16920 s counted",
            "from 2026-09-08T15:18:01Z: 16,920 s counted",
        ),
        ("Tue 8 Sep 2026 10:18:01 CDT, C-10013, INC-123456", None),
        ("99.787186 %, 30 of 31", None),
    ],
)
def test_thousands_stand_apart_and_dates_and_numbers_of_things_stay(
    said: str, shown: str | None
) -> None:
    assert thousands(said) == (shown or said)
