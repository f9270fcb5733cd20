"""Sets of whole seconds against sets of instants: the same answers, by other arithmetic."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from availability.domain.spans import EPOCH, NOTHING, Span, Spans
from portal.kernel.period import Period, Periods

DAY = 86_400
seconds = st.integers(0, DAY)
spans = st.lists(st.tuples(seconds, seconds), max_size=12)


def periods(rows: list[Span]) -> Periods:
    return Periods(
        Period(EPOCH + timedelta(seconds=start), EPOCH + timedelta(seconds=end))
        for start, end in rows
        if end > start
    )


@given(spans, spans)
def test_both_say_the_same_of_either_both_and_one_only(ours: list[Span], more: list[Span]) -> None:
    one, other = Spans(ours), Spans(more)

    assert (one | other).periods() == periods(ours) | periods(more)
    assert (one & other).periods() == periods(ours) & periods(more)
    assert (one - other).periods() == periods(ours) - periods(more)


@given(spans, spans)
def test_what_is_shared_and_what_is_left_add_up(ours: list[Span], more: list[Span]) -> None:
    one, other = Spans(ours), Spans(more)

    assert (one & other).total() + (one - other).total() == one.total()
    assert one - one == NOTHING
    assert hash(one | other) == hash(other | one)


@given(spans)
def test_stretches_neither_overlap_nor_touch(ours: list[Span]) -> None:
    rows = list(Spans(ours))

    assert rows == sorted(rows)
    assert all(end < start for (_, end), (start, _) in pairwise(rows))


def test_an_instant_is_cut_to_its_second() -> None:
    half = EPOCH + timedelta(milliseconds=1500)

    assert list(Spans.of([Period(half, half + timedelta(seconds=2))])) == [(1, 3)]
    assert not Spans.of([Period(half, half + timedelta(milliseconds=300))])
