"""Whose address it is, and that a signed one is bound to its incident and its person."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from incidents.mailin.addresses import (
    is_bound,
    is_ours,
    numbers_answered,
    reply_address,
    vendor_address,
    vendors_of,
)
from tests.cast import House, Site, raised
from tests.incidents.mailin.sending import DOMAIN, mail_server

__all__ = ["mail_server"]


def test_without_a_domain_there_is_no_address_and_nothing_is_anybodys(lumeon: Site) -> None:
    assert vendor_address(lumeon.vendor) == ""
    assert reply_address(raised(lumeon.house), lumeon.house.contact.person) == ""
    assert vendors_of(["", "lumeon@", "reply+lum-1001.aaaaaaaaaaaaaaaa@"]) == []
    assert not is_ours("")


def test_a_vendor_may_have_an_address_of_its_own(
    lumeon: Site, mail_server: None, settings: Any
) -> None:
    assert vendors_of([f"LUMEON@{DOMAIN.upper()}"]) == [lumeon.vendor]
    settings.MAILIN_ADDRESSES = {"lumeon": "Help@lumeon.example"}

    assert vendors_of(["help@lumeon.example"]) == [lumeon.vendor]
    assert vendors_of([f"lumeon@{DOMAIN}"]) == []


def test_a_signed_address_names_its_vendor_and_is_the_portals_own(
    lumeon: Site, mail_server: None
) -> None:
    address = reply_address(raised(lumeon.house), lumeon.house.contact.person)

    assert len(address.partition("@")[0]) <= 64
    assert vendors_of([address.upper()]) == [lumeon.vendor]
    assert is_ours(address)
    assert not is_ours(f"reply+xyz-1.aaaaaaaaaaaaaaaa@{DOMAIN}")


def test_a_signature_fits_one_incident_and_one_person(
    lumeon: Site, northgate: House, mail_server: None
) -> None:
    first, second = raised(lumeon.house), raised(lumeon.house)
    person = lumeon.house.contact.person
    ((number, mark),) = numbers_answered(lumeon.vendor, [reply_address(first, person)])

    assert number == first.number
    assert is_bound(mark, first, person)
    assert not is_bound(mark, second, person)
    assert not is_bound(mark, first, northgate.contact.person)


def test_a_signature_by_an_earlier_key_holds_while_that_key_is_named(
    lumeon: Site, mail_server: None, settings: Any
) -> None:
    incident, person = raised(lumeon.house), lumeon.house.contact.person
    ((_, mark),) = numbers_answered(lumeon.vendor, [reply_address(incident, person)])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 60

    assert is_bound(mark, incident, person)
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_bound(mark, incident, person)


@pytest.mark.usefixtures("mail_server")
@pytest.mark.parametrize(
    ("address", "queries"), [("priya@example.org", 0), (f"lumeon@{DOMAIN}", 1), (f"no@{DOMAIN}", 1)]
)
def test_an_address_elsewhere_is_told_without_a_query(
    lumeon: Site,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    address: str,
    queries: int,
) -> None:
    with django_assert_num_queries(queries):
        found = vendors_of([address])

    assert found == ([lumeon.vendor] if address.startswith("lumeon@") else [])
