"""Opening an incident, with both clocks, its events and its mail, asks the same few questions."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.cast import Site, raised
from tests.incidents.watching import london

# Standing, invoices, terms, number, incident, message, event, clocks with their facts, people and
# what they have chosen, inboxes, mail: and savepoints.
QUERIES = 19


@pytest.mark.parametrize("before", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_is_there(
    lumeon: Site,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    before: int,
) -> None:
    for _ in range(before):
        raised(lumeon.house, at=london("10:00"))

    with django_assert_num_queries(QUERIES):
        raised(lumeon.house, at=london("10:05"))
