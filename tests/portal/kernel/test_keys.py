"""Keys as they are typed into addresses: what names no row is none, and never a fault."""

import pytest

from portal.kernel.keys import read_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        pytest.param("12", 12, id="a-key"),
        pytest.param("007", 7, id="zeros-before-it"),
        pytest.param(12, 12, id="a-number-of-a-program"),
        pytest.param("9" * 18, 10**18 - 1, id="the-longest"),
        pytest.param("9" * 19, None, id="longer-than-any-key"),
        pytest.param("9" * 5_000, None, id="longer-than-python-reads"),
        pytest.param("-1", None, id="with-a-sign"),
        pytest.param("1_0", None, id="as-programs-write-it"),
        pytest.param("²", None, id="a-digit-that-is-no-number"),
        pytest.param("٣", None, id="another-alphabet"),
        pytest.param("", None, id="nothing"),
        pytest.param(None, None, id="not-even-nothing"),
        pytest.param(True, None, id="yes"),
    ],
)
def test_a_key_is_a_few_plain_digits(typed: object, key: int | None) -> None:
    assert read_key(typed) == key
