"""One vendor's trouble holds up no other, and is not hushed up either."""

from collections.abc import Callable

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from portal.tenancy.models import Customer, Vendor
from portal.tenancy.rounds import at_each_vendor, in_each_scope
from tests.cast import Site
from tests.factories import CustomerFactory

SLUGS = ["healthy-roster", "lumeon", "patientiq"]  # by name, as they are taken


def failing(at: str, fault: Exception, seen: list[str]) -> Callable[[Vendor], int]:
    def deed(vendor: Vendor) -> int:
        seen.append(vendor.slug)
        CustomerFactory.create(vendor=vendor, name="Made in passing")
        if vendor.slug == at:
            raise fault
        return 1

    return deed


@pytest.mark.django_db
def test_what_fails_at_one_vendor_is_undone_there_and_told_after_the_others() -> None:
    seen: list[str] = []

    with pytest.raises(ExceptionGroup) as told:
        in_each_scope(failing("lumeon", ValueError("a poisoned row"), seen))

    assert seen == SLUGS
    assert [str(one) for one in told.value.exceptions] == ["a poisoned row"]
    made = in_each_scope(lambda _: Customer.objects.filter(name="Made in passing").count())
    assert made == len(SLUGS) - 1


@pytest.mark.django_db
def test_a_task_whose_time_is_up_ends_at_once() -> None:
    seen: list[str] = []

    with pytest.raises(SoftTimeLimitExceeded):
        in_each_scope(failing("healthy-roster", SoftTimeLimitExceeded(), seen))

    assert seen == SLUGS[:1]


def test_without_trouble_the_sum_is_returned(lumeon: Site) -> None:
    assert at_each_vendor(lambda vendor: len(vendor.slug)) == sum(map(len, SLUGS))
