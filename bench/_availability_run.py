"""What is measured of months, and what is to come of it."""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from statistics import median
from typing import Any

from availability.domain.month import availability_of
from availability.figures import figure_of
from availability.models import MonthClosing
from bench._availability_samples import samples
from bench._availability_status import status_page
from bench._availability_world import AFTER, MONTH, OUTAGES, WORKS, build
from bench._clocks_database import filling, fresh, inside
from bench._clocks_run import Verdicts
from contracts.models import Contract
from portal.embedded.home import CHECKOUT
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

NAME = "sundial_bench_availability"
CONTRACTS = 10_000
PROCESSES = 2
ROUNDS = 20


def run(*, quick: bool) -> bool:
    """This function will fill a database, measure, and say whether all bounds are reached."""
    count = CONTRACTS // 50 if quick else CONTRACTS
    verdicts = Verdicts()
    with ExitStack() as stack:
        stack.enter_context(fresh(NAME))
        stack.enter_context(inside(NAME))
        raw = stack.enter_context(filling(NAME))
        vendor = build(raw, count)
        _one_month(verdicts, vendor)
        _closing(verdicts, vendor, count)
        samples(verdicts, raw, vendor, AFTER)
        status_page(verdicts, raw, vendor, AFTER)
    return verdicts.are_reached()


def _one_month(verdicts: Verdicts, vendor: Vendor) -> None:
    """This function will measure one month: from its facts, and with the reading of them."""
    with vendor_scope(vendor):
        contract = Contract.objects.select_related("customer", "vendor")[0]
        figure = figure_of(contract, MONTH, at=AFTER)
        shot = figure.snapshot
        counted, read = [], []
        for _ in range(ROUNDS):
            used = time.process_time()
            availability_of(MONTH, shot.outages, shot.works, figure.found.policy)
            counted.append(time.process_time() - used)
            began = time.perf_counter()
            figure_of(contract, MONTH, at=AFTER)
            read.append(time.perf_counter() - began)
    what = f"one month of {OUTAGES} outages, {WORKS} maintenances"
    milliseconds = median(counted) * 1000
    verdicts.say(what, f"{milliseconds:.2f} ms CPU", "5 ms", reached=milliseconds <= 5)
    milliseconds = median(read) * 1000
    verdicts.say("the same, read from the database", f"{milliseconds:.0f} ms", "-", reached=True)


def _closing(verdicts: Verdicts, vendor: Vendor, count: int) -> None:
    """This function will close all months in two processes at once."""
    children = [_child(place) for place in range(PROCESSES)]
    began = time.perf_counter()
    answers = _answers(children)
    seconds = time.perf_counter() - began
    with vendor_scope(vendor):
        kept = MonthClosing.objects.count()
    most = max(one["mebibytes"] for one in answers)
    cpu = sum(one["cpu"] for one in answers)
    # A few contracts take mostly what a process takes to begin: only all of them have a bound.
    bound = "60 s" if count == CONTRACTS else "-"
    what = f"closing {count:,} contracts' months"
    verdicts.say(what, f"{seconds:.1f} s", bound, reached=bound == "-" or seconds <= 60)
    verdicts.say("of it in the two processes", f"{cpu:.1f} s CPU", "-", reached=True)
    verdicts.say("memory of a process", f"{most:.0f} MiB", "500 MiB", reached=most <= 500)
    verdicts.say("closed once each", f"{kept:,}", f"{count:,}", reached=kept == count)


def _child(place: int) -> subprocess.Popen[str]:
    """This function will start a process and wait until it is ready."""
    url = os.environ["DATABASE_URL"].rpartition("/")
    tail = url[2].partition("?")
    named = f"{url[0]}/{NAME}{tail[1]}{tail[2]}"
    child = subprocess.Popen(
        [sys.executable, "-m", "bench._availability_child", str(place), str(PROCESSES)],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": named},
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
