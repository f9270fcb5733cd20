"""Words on the time strip: the important ones stand, none covers another."""

from itertools import pairwise

import pytest

from sla.lettering import LETTER, NARROW, WHOLE, WIDE, Label, Words, place


def span(label: Label, width: int) -> tuple[float, float]:
    """Return what a label takes up of the band, in percent."""
    long = len(label.text) * LETTER / width * WHOLE
    before = {"start": 0.0, "middle": long / 2, "end": long}[label.anchor]
    return label.x - before, label.x - before + long


def test_words_stand_in_the_middle_of_their_place() -> None:
    assert place([Words("now Tue 16:10", 50.0, ("below",), strong=True)], WIDE) == (
        Label("now Tue 16:10", 50.0, "middle", "below", strong=True),
    )


@pytest.mark.parametrize(("x", "anchor"), [(0.4, "start"), (99.6, "end")])
def test_at_an_edge_words_lean_inwards(x: float, anchor: str) -> None:
    (label,) = place([Words("due Wed 10:00", x, ("below",))], WIDE)

    assert label.anchor == anchor


def test_a_mark_that_finds_its_row_taken_goes_to_the_next() -> None:
    due = Words("due Wed 10:00", 99.6, ("below", "above"))
    now = Words("now Wed 09:50", 98.0, ("below", "above"))

    assert [label.row for label in place([due, now], WIDE)] == ["below", "above"]


def test_words_without_room_are_left_out_and_the_earlier_ones_stay() -> None:
    words = [
        Words("due Wed 10:00", 50.0, ("below",)),
        Words("Tue 17:30 to Wed 09:00", 52.0, ("below",)),
    ]

    assert [label.text for label in place(words, WIDE)] == ["due Wed 10:00"]


def test_words_longer_than_the_band_are_left_out() -> None:
    assert place([Words("x" * 60, 50.0, ("above",))], NARROW) == ()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_label_covers_another_however_many_are_wanted(width: int) -> None:
    wanted = [Words(f"stretch {n}", float(n), ("below", "above")) for n in range(0, 101, 3)]

    labels = place(wanted, width)

    for row in ("above", "below"):
        spans = sorted(span(label, width) for label in labels if label.row == row)
        assert spans
        assert all(left[1] < right[0] for left, right in pairwise(spans))
