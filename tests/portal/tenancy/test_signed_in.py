"""What somebody is, is asked once a request, and afresh with the next one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.tenancy.models import Membership
from tests.cast import Site, signed_in
from tests.factories import MONDAY


def _asked(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/lumeon/incidents/").status_code == 200
    return [query["sql"] for query in seen if 'FROM "tenancy_membership"' in query["sql"]]


@pytest.mark.parametrize("side", ["contact", "agent"])
def test_second_factor_and_address_hang_on_one_question(lumeon: Site, side: str) -> None:
    member = lumeon.agent if side == "agent" else lumeon.house.contact

    assert len(_asked(signed_in(member.person))) == 1


def test_a_membership_that_was_ended_opens_nothing_at_the_next_request(lumeon: Site) -> None:
    contact = signed_in(lumeon.house.contact.person)
    assert contact.get("/lumeon/incidents/").status_code == 200

    Membership.objects.filter(pk=lumeon.house.contact.pk).update(ended_at=MONDAY)

    assert contact.get("/lumeon/incidents/").status_code == 404
