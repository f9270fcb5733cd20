"""Going round the vendors: what fails at one holds up none of the others."""

from collections.abc import Callable

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

log = structlog.get_logger(__name__)


def at_each_vendor(deed: Callable[[Vendor], int]) -> int:
    """Do something for every vendor, with no scope open; return the sum of what it returns.

    :raises ExceptionGroup: with what failed, once all vendors had their turn.
    """
    done, faults = 0, []
    for vendor in Vendor.objects.all():
        try:
            done += deed(vendor)
        except SoftTimeLimitExceeded:  # the task is to end now, whoever is left
            raise
        except Exception as fault:
            log.warning("vendor_failed", vendor=vendor.slug, exc_info=True)
            faults.append(fault)
    if faults:
        raise ExceptionGroup("Not all vendors could be served.", faults)
    return done


def in_each_scope(deed: Callable[[Vendor], int]) -> int:
    """Do the same in each vendor's scope: a transaction of its own.

    :raises ExceptionGroup: as `at_each_vendor` does.
    """

    def scoped(vendor: Vendor) -> int:
        with vendor_scope(vendor):
            return deed(vendor)

    return at_each_vendor(scoped)
