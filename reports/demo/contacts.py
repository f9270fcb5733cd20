"""Contacts who come and go, seats that are all taken, and persons who may give instructions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.models import Contract
from contracts.services import authorised
from contracts.services.entitlements import override
from contracts.services.seats import replace
from portal.people.services import Seat, accept, invite
from portal.tenancy.models import Customer, Membership, Person
from portal.tenancy.roles import Role

DAY = timedelta(days=1)
ADMINISTRATORS = {
    "lumeon": "adaeze.obi@lumeon.example",
    "patientiq": "otto.reyes@patientiq.example",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """The vendor's people, its customers' contracts, and how to make a person with an account."""

    members: Mapping[str, Membership]  # by address
    contracts: Mapping[str, Contract]  # by customer
    password: str  # hashed already
    at: datetime
    began: datetime

    def customer(self, name: str) -> Customer:
        """This method will return a customer by its name."""
        return self.contracts[name].customer

    def account(self, name: str, email: str, since: datetime) -> Person:
        """This method will make a person who can sign in."""
        return Person.objects.create(
            email=email,
            name=name,
            time_zone="Europe/London",
            password=self.password,
            date_joined=since,
        )


def tell_contacts(slug: str, cast: Cast) -> None:
    """This function will add what a vendor's customers agreed, asked for and changed."""
    if slug == "lumeon":
        _hand_a_seat_on(cast)
        _invite_for_the_last_seat(cast)
        _agree_more_seats(cast)
    if slug == "patientiq":
        _name_instructors(cast)


def _hand_a_seat_on(cast: Cast) -> None:
    """This function will leave St Brannock's with all three seats taken, one handed on."""
    by = cast.members[ADMINISTRATORS["lumeon"]]
    seat = Seat(role=Role.TECHNICAL_CONTACT, customer=cast.customer("St Brannock's Hospital"))
    first = cast.account("Gareth Lloyd", "gareth.lloyd@st-brannocks.example", cast.began)
    _, token = invite(by=by, email=first.email, name=first.name, seat=seat, at=cast.began)
    accept(token=token, signed_in=first, name="", password="", at=cast.began + 2 * DAY)
    left = cast.at - 90 * DAY
    second = cast.account("Hannah Cole", "hannah.cole@st-brannocks.example", left)
    _, token = replace(
        membership=Membership.objects.get(person=first),
        by=by,
        email=second.email,
        name=second.name,
        at=left,
    )
    accept(token=token, signed_in=second, name="", password="", at=left + DAY)


def _invite_for_the_last_seat(cast: Cast) -> None:
    seat = Seat(role=Role.TECHNICAL_CONTACT, customer=cast.customer("Harbour Bay Day Surgery"))
    invite(
        by=cast.members[ADMINISTRATORS["lumeon"]],
        email="ivy.lau@harbour-bay.example",
        name="Ivy Lau",
        seat=seat,
        at=cast.at - DAY,
    )


def _agree_more_seats(cast: Cast) -> None:
    override(
        by=cast.members["grace.mbeki@lumeon.example"],
        contract=cast.contracts["Northgate Hospitals"],
        key="technical_contacts",
        value=8,
        since=(cast.at - 200 * DAY).date(),
        until=None,
        reason="Both hospitals work on one live instance and have a night team each.",
        at=cast.at - 205 * DAY,
    )


def _name_instructors(cast: Cast) -> None:
    """This function will leave Lakeside with a person approved, one who left, and a request."""
    charlie = cast.members["charlie.novak@lakeside.example"]
    elise = cast.members["elise.moreau@patientiq.example"]
    lakeside = cast.customer("Lakeside Clinics")
    said = (
        ("Gina Rossi", "gina.rossi", "Director of outcomes; studies and who takes part", 300),
        ("Frank Weller", "frank.weller", "Practice manager; user accounts", 280),
        ("Nadia Haddad", "nadia.haddad", "Data protection officer; deletion of records", 2),
    )
    named = [
        authorised.ask_to_authorise(
            by=charlie,
            customer=lakeside,
            name=name,
            email=f"{local}@lakeside.example",
            part=part,
            at=cast.at - days * DAY,
        )
        for name, local, part, days in said
    ]
    for person, days in zip(named[:2], (299, 278), strict=True):
        authorised.approve(person=person, by=elise, at=cast.at - days * DAY)
    authorised.end(person=named[1], by=charlie, reason="Has left Lakeside.", at=cast.at - 40 * DAY)
