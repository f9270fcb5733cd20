"""Signing in while Valkey is away: it goes on, and guessing is as limited as ever."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from portal.tenancy.models import Person
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.factories import PASSWORD, PersonFactory

pytestmark = pytest.mark.usefixtures("no_valkey")

PERIOD = 30  # seconds that a code holds
PATIENT = "Too many failed sign-in attempts|Too many failed login attempts"
WRONG = "The email address and/or password you specified are not correct."
SECRET = "JBSWY3DPEHPK3PXP"


def sign_in(person: Person, password: str = PASSWORD, *, at: str = "192.0.2.1") -> Any:
    browser = Client(REMOTE_ADDR=at)
    answer = browser.post("/accounts/login/", {"login": person.email, "password": password})
    return browser, answer


def refused_for_haste(answer: HttpResponse) -> bool:
    return bool(re.search(PATIENT, answer.content.decode()))


def test_people_sign_in_and_out(lumeon: Site) -> None:
    person = lumeon.house.contact.person

    browser, answer = sign_in(person)

    assert answer.status_code == 302
    assert browser.get("/lumeon/").status_code == 200
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get("/lumeon/").status_code == 302


def test_five_wrong_passwords_are_followed_by_a_wait_for_this_person_alone(lumeon: Site) -> None:
    victim, other = lumeon.house.contact.person, PersonFactory.create(name="Ola Other")

    wrong = [sign_in(victim, "wrong", at=f"192.0.2.{n}")[1] for n in range(1, 7)]

    assert [WRONG in one.content.decode() for one in wrong] == [True] * 5 + [False]
    assert [refused_for_haste(one) for one in wrong] == [False] * 5 + [True]
    assert refused_for_haste(sign_in(victim)[1])  # also with the right one
    assert sign_in(other)[1].status_code == 302


def test_ten_wrong_passwords_are_followed_by_a_wait_for_this_place_alone(lumeon: Site) -> None:
    people = [PersonFactory.create(name=f"Ten {n}") for n in range(11)]

    wrong = [sign_in(one, "wrong")[1] for one in people]

    assert [refused_for_haste(one) for one in wrong] == [False] * 10 + [True]
    assert sign_in(people[10], at="192.0.2.2")[1].status_code == 302


@pytest.mark.django_db
def test_guessing_side_by_side_gains_nothing() -> None:
    person, ready = Person(email="nobody.here@example.org"), meeting(8)

    def guess() -> str:
        ready.wait()
        answer: HttpResponse = sign_in(person, "wrong")[1]
        return answer.content.decode()

    pages = side_by_side(*[guess] * 8)

    tried = [page for page in pages if WRONG in page]
    assert 1 <= len(tried) <= 5


def test_right_passwords_are_not_counted_against_their_person(lumeon: Site) -> None:
    person = lumeon.house.contact.person

    assert {sign_in(person)[1].status_code for _ in range(8)} == {302}


def test_a_code_of_the_second_factor_works_once(lumeon: Site) -> None:
    person = lumeon.house.contact.person
    TOTP.activate(person, SECRET)
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // PERIOD))

    answers = []
    for _ in range(2):
        browser, _ = sign_in(person)
        answers.append(browser.post("/accounts/2fa/authenticate/", {"code": code}).status_code)

    assert answers == [302, 200]


def test_wrong_codes_of_the_second_factor_are_limited(lumeon: Site) -> None:
    person = lumeon.house.contact.person
    TOTP.activate(person, SECRET)
    browser, _ = sign_in(person)

    answers = [
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
        for _ in range(6)
    ]

    assert ["Incorrect code" in one for one in answers] == [True] * 5 + [False]


def test_mail_for_a_new_password_is_sent_five_times_a_minute_at_most(lumeon: Site) -> None:
    said = {"email": lumeon.house.contact.person.email}

    answers = [Client().post("/accounts/password/reset/", said).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5
