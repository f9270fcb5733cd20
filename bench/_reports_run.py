"""What is measured of monthly reports, and what is to come of it."""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from availability.services.closing import close_months
from bench._availability_world import AFTER
from bench._availability_world import MONTH as SERVED
from bench._availability_world import build as build_services
from bench._clocks_database import filling, fresh, inside
from bench._clocks_run import Verdicts
from bench._clocks_world import MONDAY
from bench._desk_run import asker
from bench._desk_world import Desk, Sizes
from bench._desk_world import build as build_desk
from contracts.models import Contract
from portal.embedded.home import CHECKOUT
from portal.kernel.month import Month
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from reports.models import IssuedReport
from reports.monthly.document import as_pdf
from reports.monthly.figures import report_of

LIVED, MANY = "sundial_bench_report", "sundial_bench_reports"
INCIDENTS, REPORTS = 2_000, 1_000
PROCESSES, ROUNDS = 2, 15
PAGE, PDF = 300, 1_000  # milliseconds
WEEK = timedelta(days=7)
MINUTES, MEMORY = 10, 500  # of all the reports; MiB of a process


def run(*, quick: bool) -> bool:
    """This function will fill two databases, measure, and say whether all bounds are reached."""
    share = 50 if quick else 1
    verdicts = Verdicts()
    with ExitStack() as stack:
        stack.enter_context(fresh(LIVED))
        stack.enter_context(inside(LIVED))
        raw = stack.enter_context(filling(LIVED))
        count = INCIDENTS // share
        # A tenth is open, and was reported a week after the others.
        desk = build_desk(raw, Sizes(vendors=1, incidents=count * 10 // 9, customers=1))
        _one_report(verdicts, desk, count)
    with ExitStack() as stack:
        stack.enter_context(fresh(MANY))
        stack.enter_context(inside(MANY))
        raw = stack.enter_context(filling(MANY))
        vendor = build_services(raw, REPORTS // share)
        _many_reports(verdicts, vendor, REPORTS // share)
    return verdicts.are_reached()


def _one_report(verdicts: Verdicts, desk: Desk, count: int) -> None:
    """This function will measure one report with many incidents, as page and as PDF."""
    contract, vendor = desk.long.contract, desk.long.vendor
    month = Month.of(MONDAY - WEEK, ZoneInfo(vendor.time_zone))
    ask = asker(desk.agent.person)
    path = f"/lumeon/reports/contracts/{contract.pk}/{month}/"
    ask(path)  # plans, templates and calendars are compiled
    took = [ask(path) * 1000 for _ in range(ROUNDS)]
    _said(verdicts, f"a report's page with {count:,} incidents", median(took), PAGE)
    with vendor_scope(vendor):
        report = report_of(contract, month, at=AFTER)
    # Typst remembers what it has set, so only the first is what a report costs.
    began = time.perf_counter()
    as_pdf(report)
    _said(verdicts, "the same report as PDF", (time.perf_counter() - began) * 1000, PDF)


def _said(verdicts: Verdicts, what: str, milliseconds: float, bound: int) -> None:
    reached = milliseconds <= bound
    verdicts.say(what, f"{milliseconds:.0f} ms", f"{bound} ms", reached=reached)


def _many_reports(verdicts: Verdicts, vendor: Vendor, count: int) -> None:
    """This function will issue all reports of a month as PDFs in two processes at once."""
    with vendor_scope(vendor):
        by = Membership.objects.select_related("person", "vendor").get(role=Role.ADMINISTRATOR)
        close_months(by=by, month=SERVED, contracts=list(Contract.objects.all()), at=AFTER)
    children = [_child(place) for place in range(PROCESSES)]
    began = time.perf_counter()
    answers = _answers(children)
    seconds = time.perf_counter() - began
    with vendor_scope(vendor):
        kept = IssuedReport.objects.count()
    most = max(one["mebibytes"] for one in answers)
    bound = 60 * MINUTES
    what = f"{count:,} reports issued, as PDF"
    verdicts.say(what, f"{seconds:.1f} s", f"{bound} s", reached=seconds <= bound)
    verdicts.say("memory of a process", f"{most:.0f} MiB", f"{MEMORY} MiB", reached=most <= MEMORY)
    verdicts.say("issued once each", f"{kept:,}", f"{count:,}", reached=kept == count)


def _child(place: int) -> subprocess.Popen[str]:
    """This function will start a process and wait until it is ready."""
    url = os.environ["DATABASE_URL"].rpartition("/")
    tail = url[2].partition("?")
    child = subprocess.Popen(
        [sys.executable, "-m", "bench._reports_child", str(place), str(PROCESSES)],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": f"{url[0]}/{MANY}{tail[1]}{tail[2]}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    return child


def _answers(children: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    return [json.loads(child.communicate()[0]) for child in children]
