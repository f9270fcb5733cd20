"""API tokens: who makes and ends them, and what a program can do with one (CO-10)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import travel

from incidents.models import Incident
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.people import services
from portal.people.tokens import MOST_TOKENS, make_token, revoke_token
from portal.tenancy.models import ApiToken, Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from portal.web.api_tokens import MOST_REQUESTS
from tests.cast import House, Site, raised, signed_in
from tests.factories import MONDAY, MembershipFactory

NOW = MONDAY + timedelta(days=1)
LIST = "/lumeon/api/incidents/"
READ = "/lumeon/api/notifications/reading/"


def token_for(
    by: Membership, *, can_write: bool = False, days: int = 30, at: datetime = MONDAY
) -> tuple[ApiToken, str]:
    return make_token(by=by, name="Night report", days=days, can_write=can_write, at=at)


def program(secret: str, *, scheme: str = "Bearer") -> Client:
    """Return a program that sends this token, and for which CSRF would be asked of a browser."""
    return Client(enforce_csrf_checks=True, headers={"authorization": f"{scheme} {secret}"})


def asked(secret: str, path: str = LIST, *, at: datetime = NOW) -> Any:  # as the client answers
    with travel(at, tick=False):
        return program(secret).get(path)


def posted(secret: str, path: str, said: dict[str, Any], *, at: datetime = NOW) -> Any:
    with travel(at, tick=False):
        return program(secret).post(path, said, content_type="application/json")


def test_a_token_reads_what_its_membership_reads(lumeon: Site, northgate: House) -> None:
    mine, theirs = raised(lumeon.house), raised(northgate)
    _, secret = token_for(lumeon.house.contact)

    answer = asked(secret)

    assert answer.status_code == 200
    assert str(mine) in answer.content.decode()
    assert str(theirs) not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert asked(secret, f"{LIST}{mine}/").status_code == 200
    assert asked(secret, f"{LIST}{theirs}/").status_code == 404


def test_only_a_hash_of_a_token_is_kept_and_it_begins_as_shown(lumeon: Site) -> None:
    token, secret = token_for(lumeon.agent)

    kept = {str(value) for value in vars(ApiToken.objects.get()).values()}
    assert not any(secret in one for one in kept)
    assert secret.startswith(token.prefix)
    assert (len(secret), len(token.prefix)) == (47, 10)


def test_a_token_is_one_membership_and_none_of_the_persons_others(
    lumeon: Site, northgate: House
) -> None:
    contact = lumeon.house.contact
    MembershipFactory.create(
        vendor=lumeon.vendor,
        customer=northgate.customer,
        role=Role.TECHNICAL_CONTACT,
        person=contact.person,
    )
    theirs = raised(northgate)
    _, secret = token_for(contact)

    assert signed_in(contact.person).get(f"{LIST}{theirs}/").status_code == 200
    assert asked(secret, f"{LIST}{theirs}/").status_code == 404


def test_whatever_is_wrong_with_a_token_it_is_answered_alike(lumeon: Site, patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        _, elsewhere = token_for(patientiq.agent)
    _, expired = token_for(lumeon.agent, days=1)
    token, revoked = token_for(lumeon.agent)
    revoke_token(token=token, by=lumeon.agent, at=MONDAY)
    _, ended = token_for(lumeon.house.contact)
    services.end_membership(membership=lumeon.house.contact, by=lumeon.administrator, at=MONDAY)
    _, inactive = token_for(lumeon.administrator)
    lumeon.administrator.person.is_active = False
    lumeon.administrator.person.save(update_fields=["is_active"])
    unknown = ("", "sdl_", "sdl_" + "0" * 43, "guess", "é", elsewhere, "sdl_\0")

    answers = [asked(one) for one in (*unknown, expired, revoked, ended, inactive)]
    answers += [asked(revoked, "/no-such-vendor/api/incidents/"), asked(revoked, "/lumeon/api/x/")]

    assert {one.status_code for one in answers} == {401}
    assert {one.headers["WWW-Authenticate"] for one in answers} == {'Bearer error="invalid_token"'}
    assert {one.headers["Content-Type"] for one in answers} == {"application/problem+json"}
    assert len({one.content for one in answers}) == 1


def test_a_token_expires_to_the_second(lumeon: Site) -> None:
    _, secret = token_for(lumeon.agent, days=1)

    assert asked(secret, at=MONDAY + timedelta(days=1, seconds=-1)).status_code == 200
    assert asked(secret, at=MONDAY + timedelta(days=1)).status_code == 401


def test_a_token_for_reading_changes_nothing(lumeon: Site) -> None:
    _, secret = token_for(lumeon.house.contact)

    answer = posted(secret, READ, {"up_to": 1})

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:sundial:read_only")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_that_may_write_needs_no_csrf(lumeon: Site) -> None:
    contact = lumeon.house.contact
    _, secret = token_for(contact, can_write=True)
    said = {
        "contract": lumeon.house.contract.pk,
        "instance": lumeon.house.instance.pk,
        "title": "Letters are empty",
        "text": "Since this morning all letters are empty.",
        "severity": "2",
        "category": "support_incident",
    }

    answer = posted(secret, LIST, said)

    assert answer.status_code == 201, answer.content
    assert Incident.objects.get().reporter == contact.person


def test_what_a_token_changes_is_recorded_as_coming_by_one(lumeon: Site) -> None:
    token, secret = token_for(lumeon.agent, can_write=True)

    words = {"name": "Hello", "place": "write", "text": "Dear {contact},"}
    assert posted(secret, "/lumeon/api/macros/", words).status_code == 201

    event = AuditEvent.objects.exclude(verb="API token made").latest("pk")
    assert (event.actor, event.channel) == (lumeon.agent.person, "api token")
    assert event.token == f"{token.name} ({token.prefix}…)"
    ada = signed_in(lumeon.administrator.person)
    page = ada.get("/lumeon/audit/", {"token": token.prefix}).content.decode()
    assert event.token in page
    assert event.verb.capitalize() in page
    assert "Nothing matches" in ada.get("/lumeon/audit/", {"token": "another"}).content.decode()


def test_a_token_gives_no_right_that_the_role_has_not(lumeon: Site, vera: Membership) -> None:
    incident = raised(lumeon.house)
    _, secret = token_for(vera, can_write=True)

    answer = posted(secret, f"{LIST}{incident}/replies/", {"text": "A word."})

    assert answer.status_code in {403, 404, 409}
    assert incident.events.filter(actor=vera.person).count() == 0


def test_a_browser_still_needs_csrf_in_the_api(lumeon: Site) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lumeon.house.contact.person)

    answer = browser.post(READ, {"up_to": 1}, content_type="application/json")

    assert answer.status_code == 403


def test_no_page_takes_a_token(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    _, secret = token_for(lumeon.agent, can_write=True)

    for page in ("/lumeon/", f"/lumeon/incidents/{incident}/", "/lumeon/people/tokens/", "/me/"):
        answer = asked(secret, page)
        assert answer.status_code == 302, page
        assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_token_counts_and_the_cookie_beside_it_does_not(lumeon: Site, northgate: House) -> None:
    incident = raised(northgate)
    _, secret = token_for(lumeon.house.contact)
    both = program(secret)
    both.force_login(lumeon.agent.person)

    with travel(NOW, tick=False):
        assert both.get(f"{LIST}{incident}/").status_code == 404


def test_another_scheme_is_no_token(lumeon: Site) -> None:
    _, secret = token_for(lumeon.agent)

    answer = program(secret, scheme="Basic").get(LIST)

    assert answer.json()["type"] == "urn:sundial:not_signed_in"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_use_is_noted_at_most_once_a_minute(lumeon: Site) -> None:
    token, secret = token_for(lumeon.agent)
    noted = []

    for seconds in (0, 59, 60):
        asked(secret, at=NOW + timedelta(seconds=seconds))
        token.refresh_from_db()
        assert token.last_used_at is not None
        noted.append(token.last_used_at - NOW)

    assert noted == [timedelta(0), timedelta(0), timedelta(minutes=1)]


def test_a_token_is_answered_so_often_a_minute(lumeon: Site) -> None:
    token, secret = token_for(lumeon.agent)
    cache.set(f"often:api:{token.pk}", MOST_REQUESTS - 1, 60)

    assert asked(secret).status_code == 200
    answer = asked(secret)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert signed_in(lumeon.agent.person).get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("name", "days", "code"), [(" \n ", 1, "no_words"), ("x", 0, "days"), ("x", 366, "days")]
)
def test_a_token_needs_a_name_and_an_end_within_a_year(
    lumeon: Site, name: str, days: int, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        make_token(by=lumeon.agent, name=name, days=days, can_write=False, at=MONDAY)
    assert refusal.value.code == code


def test_the_database_keeps_no_token_for_more_than_a_year(lumeon: Site) -> None:
    token, _ = token_for(lumeon.agent)

    for end in (MONDAY, MONDAY + timedelta(days=367)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.filter(pk=token.pk).update(expires_at=end)


def test_there_are_so_many_tokens_and_one_that_is_revoked_makes_room(lumeon: Site) -> None:
    for _ in range(MOST_TOKENS):
        token, _ = token_for(lumeon.agent)

    with pytest.raises(Refusal, match=r"^You have 20 tokens"):
        token_for(lumeon.agent)
    revoke_token(token=token, by=lumeon.agent, at=MONDAY)
    token_for(lumeon.agent)


def test_whoever_left_makes_none(lumeon: Site) -> None:
    services.end_membership(membership=lumeon.agent, by=lumeon.administrator, at=MONDAY)
    lumeon.agent.refresh_from_db()

    with pytest.raises(Refusal) as refusal:
        token_for(lumeon.agent)
    assert refusal.value.code == "not_allowed"


def test_colleagues_revoke_none_and_administrators_any_once(lumeon: Site, vera: Membership) -> None:
    token, _ = token_for(lumeon.house.contact)

    for other in (vera, lumeon.agent):
        with pytest.raises(Refusal) as refusal:
            revoke_token(token=token, by=other, at=MONDAY)
        assert refusal.value.code == "not_allowed"
    revoke_token(token=token, by=lumeon.administrator, at=MONDAY)
    with pytest.raises(Refusal, match="revoked already"):
        revoke_token(token=token, by=lumeon.house.contact, at=MONDAY)

    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["API token made", "API token revoked"]


def test_a_token_is_made_on_the_page_and_shown_once(lumeon: Site) -> None:
    browser = signed_in(lumeon.house.contact.person)
    page = "/lumeon/people/tokens/"
    assert "Make the first one here" in browser.get(page).content.decode()

    made = browser.post(page, {"name": "Night report", "days": "30", "can_write": "yes"})

    secret = made.content.decode().partition('id="secret">')[2].partition("<")[0]
    assert made.status_code == 201
    assert asked(secret, at=timezone.now()).status_code == 200
    shown = browser.get(page).content.decode()
    assert "Night report" in shown
    assert secret not in shown


def test_what_is_typed_wrong_stays_and_makes_nothing(lumeon: Site) -> None:
    browser = signed_in(lumeon.agent.person)

    answer = browser.post(
        "/lumeon/people/tokens/", {"name": "Typed", "days": "366", "can_write": "no"}
    )

    assert (answer.status_code, ApiToken.objects.count()) == (422, 0)
    assert 'value="Typed"' in answer.content.decode()


def test_a_contact_of_two_customers_says_for_which(lumeon: Site, northgate: House) -> None:
    second = MembershipFactory.create(
        vendor=lumeon.vendor,
        customer=northgate.customer,
        role=Role.VIEWER,
        person=lumeon.house.contact.person,
    )
    browser = signed_in(second.person)
    said = {"name": "For two", "days": "30", "can_write": "no"}

    page = "/lumeon/people/tokens/"
    refused = [
        browser.post(page, said | {"membership": one}).status_code
        for one in ("", "x", lumeon.agent.pk)
    ]
    assert refused == [422, 422, 422]
    assert browser.post(page, said | {"membership": second.pk}).status_code == 201
    assert ApiToken.objects.get().membership == second


def test_revoking_asks_first_and_administrators_do_it_from_the_persons_list(lumeon: Site) -> None:
    token, _ = token_for(lumeon.house.contact, at=timezone.now())
    browser = signed_in(lumeon.administrator.person)
    page = f"/lumeon/people/tokens/{token.pk}/revocation/"
    theirs = f"/lumeon/people/{lumeon.house.contact.pk}/tokens/"
    assert theirs in browser.get("/lumeon/people/").content.decode()
    assert page in browser.get(theirs).content.decode()

    assert "Priya Shah" in browser.get(page).content.decode()
    token.refresh_from_db()
    assert token.revoked_at is None
    answer = browser.post(page)

    token.refresh_from_db()
    assert (answer.headers["Location"], token.revoked_by) == (theirs, lumeon.administrator.person)


def test_another_vendors_token_is_not_there(lumeon: Site, patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        token, _ = token_for(patientiq.agent)
    browser = signed_in(lumeon.administrator.person)

    assert browser.get(f"/lumeon/people/tokens/{token.pk}/revocation/").status_code == 404
    assert browser.get(f"/lumeon/people/{patientiq.agent.pk}/tokens/").status_code == 404


def test_the_list_takes_the_same_questions_at_one_token_and_at_three(lumeon: Site) -> None:
    browser = signed_in(lumeon.agent.person)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            token_for(lumeon.agent)
        browser.get("/lumeon/people/tokens/")
        with CaptureQueriesContext(connection) as asked_for:
            browser.get("/lumeon/people/tokens/")
        counts.append(len(asked_for))

    assert counts[0] == counts[1]
