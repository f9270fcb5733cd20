"""One process of the benchmark, so that its memory and its core are its own.

    python -m bench._reports_child <place> <of>    issue every so many-th contract's report, as PDF

It says "ready", waits for a line, and answers with one line of JSON.
"""

import json
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402 - models need the set-up above

from bench._availability_child import most_memory  # noqa: E402 - models need the set-up above
from bench._availability_world import AFTER, MONTH, SLUG  # noqa: E402 - models need the set-up above
from contracts.models import Contract  # noqa: E402 - models need the set-up above
from portal.tenancy.models import Vendor  # noqa: E402 - models need the set-up above
from portal.tenancy.scope import vendor_scope  # noqa: E402 - models need the set-up above
from reports.monthly.document import as_pdf  # noqa: E402 - models need the set-up above
from reports.monthly.issuing import issue_report  # noqa: E402 - models need the set-up above
from reports.monthly.parts import read  # noqa: E402 - models need the set-up above
from reports.monthly.stamp import Stamp  # noqa: E402 - models need the set-up above


def made(place: int, of: int) -> int:
    """This function will issue its share of the reports, and set each as a PDF."""
    vendor, size = Vendor.objects.get(slug=SLUG), 0
    with vendor_scope(vendor):
        keys = list(Contract.objects.order_by("pk").values_list("pk", flat=True))
    for key in keys[place::of]:
        with transaction.atomic(), vendor_scope(vendor):
            contract = Contract.objects.get(pk=key)
            issued = issue_report(by=None, contract=contract, month=MONTH, at=AFTER)
            size += len(as_pdf(read(issued.data), Stamp.of(issued)))
    return size


def main() -> None:
    """This function will do what it is told, once it is told to begin."""
    place, of = map(int, sys.argv[1:])
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps({"bytes": made(place, of), "mebibytes": most_memory()}))


if __name__ == "__main__":
    main()
