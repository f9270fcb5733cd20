"""One process that takes a file of invoices in and stores it, so that its memory is its own.

python -m bench._contracts_child <vendor>    reads the file from its input, answers with JSON
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import django

from portal.embedded.home import CHECKOUT


@dataclass(frozen=True)
class Answer:
    """How long it took, in seconds, how much memory at most, and what came of it."""

    checked: float
    stored: float
    mebibytes: float
    fresh: int
    same: int


def ask_child(database: str, slug: str, content: bytes) -> Answer:
    """This function will let a process of its own take a file in."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    child = subprocess.run(
        [sys.executable, "-m", "bench._contracts_child", slug],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": url},
        input=content,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Answer(**json.loads(child.stdout))


def taken_in(slug: str, content: bytes) -> Answer:
    """This function will check a file, confirm it and store it, each in its own transaction."""
    from django.utils import timezone  # noqa: PLC0415 - Django is set up only now

    from contracts.models import InvoiceImport  # noqa: PLC0415 - Django is set up only now
    from contracts.services import invoice_import  # noqa: PLC0415 - Django is set up only now
    from portal.tenancy.models import Membership, Vendor  # noqa: PLC0415 - Django is set up only now
    from portal.tenancy.scope import vendor_scope  # noqa: PLC0415 - Django is set up only now

    vendor, at = Vendor.objects.get(slug=slug), timezone.now().replace(microsecond=0)
    began = time.perf_counter()
    with vendor_scope(vendor):
        by = Membership.objects.select_related("person", "vendor").get(role="account_manager")
        kept = invoice_import.take_in(by=by, name="b", content=content, dates="iso", at=at)
        found = (kept.fresh, kept.same)
        if kept.faults:
            sys.exit(f"The file has faults: {kept.faults[0]}")
        invoice_import.confirm(by=by, kept=kept, at=at)
    checked = time.perf_counter()
    with vendor_scope(vendor):
        invoice_import.store(pk=kept.pk, at=at, tell=lambda _: None)
        if InvoiceImport.objects.get(pk=kept.pk).state != InvoiceImport.State.DONE:
            sys.exit("The file was not stored.")
    stored = time.perf_counter()
    return Answer(checked - began, stored - checked, _most_memory() / 1024, *found)


def _most_memory() -> int:
    """This function will return this program's peak in KiB; getrusage would tell its starter's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    django.setup()
    print(json.dumps(asdict(taken_in(sys.argv[1], sys.stdin.buffer.read()))), flush=True)
