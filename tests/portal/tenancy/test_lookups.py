"""`__among` finds what `__in` finds, with one argument however many keys there are."""

from collections.abc import Callable, Iterable

import pytest

from incidents.models import Incident, IncidentEvent
from tests.cast import Site, raised
from tests.incidents.watching import london

KEYS: tuple[Callable[[list[int]], Iterable[int]], ...] = (
    lambda _keys: [],
    lambda keys: keys[:1],
    lambda keys: {*keys, 999_999_999_999},
    dict.fromkeys,
)


@pytest.mark.parametrize("chosen", KEYS)
def test_it_finds_the_same_rows(lumeon: Site, chosen: Callable[[list[int]], Iterable[int]]) -> None:
    keys = [raised(lumeon.house, at=london("10:00")).pk for _ in range(3)]
    wanted = chosen(keys)

    for rows, name in ((Incident.objects, "pk"), (IncidentEvent.objects, "incident")):
        among = rows.filter(**{f"{name}__among": wanted}).order_by("pk")
        assert list(among) == list(rows.filter(**{f"{name}__in": wanted}).order_by("pk"))


def test_many_keys_are_one_argument(lumeon: Site) -> None:
    few, many = (
        Incident.objects.filter(pk__among=range(count)).query.sql_with_params()
        for count in (2, 2_000)
    )

    assert few[0] == many[0]
    assert len(few[1]) == len(many[1])
