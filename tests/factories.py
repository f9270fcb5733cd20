"""Rows for tests. Those of a vendor want its scope open around them."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from contracts.models import Contract, Instance, Product
from contracts.services import sign_contract
from portal.tenancy.models import Customer, Membership, Person
from portal.tenancy.roles import Role

PASSWORD = "the shadow moves and the hours count"
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a working Monday in London, outside summer time


@cache
def hashed(password: str) -> str:
    """Hash a password once: the hasher is slow on purpose, and most people here never sign in."""
    return make_password(password)


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda o: f"{o.name.lower().replace(' ', '.')}@example.org")
    time_zone = "Europe/London"

    @classmethod
    def _create(cls, model_class: Any, *_: Any, **fields: Any) -> Person:
        del model_class  # the manager would hash each person's password
        password = hashed(fields.pop("password", PASSWORD))
        return Person.objects.create(email=fields.pop("email").lower(), password=password, **fields)


class CustomerFactory(factory.django.DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    name = factory.Sequence(lambda n: f"Customer {n}")
    time_zone = "Europe/London"
    country = "GB"
    holiday_region = "GB-ENG"


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    role = Role.AGENT
    since = MONDAY


class InstanceFactory(factory.django.DjangoModelFactory[Instance]):
    class Meta:
        model = Instance

    kind = Instance.Kind.LIVE
    release = "5.3.1"

    @classmethod
    def _create(cls, model_class: Any, *_: Any, **fields: Any) -> Instance:
        del model_class  # products are found by name, and made at their first instance
        solution = fields.pop("solution", "Care Pathway Management")
        found = Product.objects.get_or_create(vendor=fields["vendor"], name=solution)
        return Instance.objects.create(product=found[0], **fields)


def contract_for(customer: Customer, tier: str, *, starts_on: date = date(2026, 1, 1)) -> Contract:
    """Return a contract of the customer on a tier, through the service."""
    return sign_contract(
        customer=customer, tier=tier, starts_on=starts_on, ends_on=None, actor=None, at=MONDAY
    )
