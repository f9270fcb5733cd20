"""What is measured among so many clocks, and what is to come of it."""

import gc
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench._clocks_database import filling, fresh, inside
from bench._clocks_world import MONDAY, Sizes, World, build, report, sweep_at, tidy
from incidents import services as deeds
from incidents.models import Incident
from portal.embedded.home import CHECKOUT
from portal.notify.models import OutgoingMail
from portal.tenancy.scope import vendor_scope
from sla.models import Clock, ClockWarning, Crossing
from sla.replay import CHUNK
from sla.tasks import take_all

DUE = 1_000
ROUNDS = 5  # the first, in which calendars are compiled, is not counted
SHARED = 4_000  # due at once for two workers
REPORTS = 300
SAMPLES = (10_000, 60_000)  # incidents read again, to see that memory stays flat
SMALL, LARGE = "sundial_bench_small", "sundial_bench_large"


@dataclass
class Verdicts:
    """Figures beside their bounds."""

    missed: list[str] = field(default_factory=list)

    def say(self, what: str, figure: str, bound: str, *, reached: bool) -> None:
        """This function will print a row and remember a bound that is missed."""
        print(f"  {what:<50}{figure:>18}   {bound:<18}{'PASS' if reached else 'FAIL'}")
        if not reached:
            self.missed.append(what)

    def are_reached(self) -> bool:
        """This function will say, and return, whether every bound was reached."""
        print("every bound reached" if not self.missed else "A BOUND IS MISSED")
        return not self.missed


def run(*, quick: bool) -> bool:
    """This function will fill both databases, measure, and say whether all bounds are reached."""
    less = 100 if quick else 1
    small = Sizes(due=(DUE,) * ROUNDS)
    large = Sizes(
        due=(*(DUE,) * ROUNDS, SHARED),
        waiting=500_000 // less - ROUNDS * DUE - SHARED if not quick else 5_000,
        shut=400_000 // less,
        closed=100_000 // less,
    )
    verdicts = Verdicts()
    with ExitStack() as stack:
        stack.enter_context(fresh(SMALL))
        stack.enter_context(fresh(LARGE))
        filled(SMALL, small)
        world = filled(LARGE, large)
        sweeps(verdicts)
        two_workers(verdicts)
        replays(verdicts, [size // less for size in SAMPLES])
        reports(verdicts, world, REPORTS // (10 if quick else 1))
    return verdicts.are_reached()


def run_replay(incidents: int) -> bool:
    """This function will fill a database with incidents of eight events, and read them all again.

    The few that memory is compared with are a hundredth of them, but never less than one chunk.
    """
    verdicts = Verdicts()
    with fresh(LARGE):
        filled(LARGE, Sizes(due=(), closed=incidents))
        _print_size(LARGE)
        replays(verdicts, [max(CHUNK, incidents // 100), incidents])
    return verdicts.are_reached()


def _print_size(name: str) -> None:
    with inside(name), filling(name) as raw:
        row = raw.execute("SELECT pg_database_size(current_database()) >> 20").fetchone()
    print(f"  {row[0] if row else 0:,} MiB on the disk")


def filled(name: str, sizes: Sizes) -> World:
    """This function will fill a database and say with what."""
    began = time.perf_counter()
    with inside(name), filling(name) as raw:
        world = build(raw, sizes)
        with vendor_scope(world.vendor):
            clocks = Clock.objects.going().count()
            incidents = Incident.objects.count()
    taken = time.perf_counter() - began
    print(f"{name}: {clocks:,} open clocks of {incidents:,} incidents, in {taken:.0f} s")
    return world


def sweeps(verdicts: Verdicts) -> None:
    """This function will sweep a thousand due clocks in each database, round by round."""
    print(f"\nsweep of {DUE:,} due clocks by one worker (medians of {ROUNDS - 1} rounds)")
    taken: dict[str, list[float]] = {SMALL: [], LARGE: []}
    for number in range(ROUNDS):
        for name, seconds in taken.items():
            seconds.append(_sweep(name, number))
    few, many = (median(taken[name][1:]) for name in (SMALL, LARGE))
    ratios = [
        large / small for small, large in zip(taken[SMALL][1:], taken[LARGE][1:], strict=True)
    ]
    print(f"  among the few clocks {few * 1000:,.0f} ms, among the many {many * 1000:,.0f} ms")
    ratio = median(ratios)
    verdicts.say("many beside few", f"{ratio:.2f} x", "at most 1.5 x", reached=ratio <= 1.5)
    _written()


def _sweep(name: str, number: int) -> float:
    with inside(name):
        take_all(at=MONDAY - timedelta(days=30))  # a connection that has found its tables
        began = time.perf_counter()
        taken = take_all(at=sweep_at(number))
        seconds = time.perf_counter() - began
    if taken != DUE:
        sys.exit(f"{name}: {taken} clocks were due in round {number}, not {DUE}.")
    return seconds


def _written() -> None:
    with inside(LARGE), filling(LARGE) as raw:
        for model, what in (
            (Crossing, "crossings"),
            (ClockWarning, "warnings"),
            (OutgoingMail, "mails"),
        ):
            (rows,) = raw.execute(f"SELECT count(*) FROM {model._meta.db_table}").fetchone() or (0,)  # noqa: S608 - the name is that of one of our models, never typed
            print(f"  {what}: {rows:,} in the outbox" if what == "mails" else f"  {what}: {rows:,}")


def two_workers(verdicts: Verdicts) -> None:
    """This function will let two processes share what is due."""
    print(f"\nsweep of {SHARED:,} due clocks by two workers, among the many")
    answers = _children([("sweep", sweep_at(ROUNDS).isoformat())] * 2)
    taken = sum(answer["taken"] for answer in answers)
    rate = taken / max(answer["seconds"] for answer in answers)
    if taken != SHARED:
        sys.exit(f"Two workers took {taken} clocks, not {SHARED}.")
    per_cpu = taken / sum(answer["cpu"] for answer in answers)
    print(f"  {per_cpu:,.0f} a second of the workers' processor time")
    verdicts.say("clocks a second", f"{rate:,.0f}", "at least 1,000", reached=rate >= 1_000)


def replays(verdicts: Verdicts, samples: list[int]) -> None:
    """This function will read incidents of eight events again, in processes of their own."""
    print("\nreplay of incidents with 8 events and two clocks, one process")
    with inside(LARGE), filling(LARGE) as raw:
        row = raw.execute(
            "SELECT min(incident_id) - 1 FROM incidents_incidentevent WHERE kind = 'work_started'"
        ).fetchone()
        tidy(raw)  # as autovacuum does within a minute of so many crossings
    after = str(row[0] if row else 0)
    few, many = (_children([("replay", after, str(size))])[0] for size in samples)
    differences = few["differences"] + many["differences"]
    rate, per_cpu = (many["incidents"] / many[key] for key in ("seconds", "cpu"))
    print(
        f"  {many['incidents']:,} incidents in {many['seconds']:.1f} s, {differences} differences"
    )
    print(f"  {per_cpu:,.0f} a second of processor time")
    verdicts.say("incidents a second", f"{rate:,.0f}", "at least 5,000", reached=rate >= 5_000)
    grown = many["mebibytes"] - few["mebibytes"]
    verdicts.say(
        f"memory after {many['incidents']:,}",
        f"{many['mebibytes']:.0f} MiB",
        "under 300 MiB",
        reached=many["mebibytes"] < 300,
    )
    verdicts.say(
        f"more than after {few['incidents']:,}",
        f"{grown:.1f} MiB",
        "under 10 MiB",
        reached=grown < 10,
    )
    verdicts.say("differences", str(differences), "none", reached=not differences)


def reports(verdicts: Verdicts, world: World, count: int) -> None:
    """This function will raise incidents among a million, each in its own transaction."""
    print("\nopening an incident with both clocks, its events and its mail, committed")
    gc.freeze()  # as a web process does (portal/wsgi.py)
    with inside(LARGE):
        taken = [_raise(world, number) for number in range(count + 10)][10:]
        with CaptureQueriesContext(connection) as queries:
            _raise(world, 0)
    centiles = quantiles(taken, n=100)
    p95 = centiles[94] * 1000
    print(f"  {count} incidents, median {centiles[49] * 1000:.1f} ms, {len(queries)} queries each")
    verdicts.say("p95", f"{p95:.1f} ms", "under 30 ms", reached=p95 < 30)


def _raise(world: World, number: int) -> float:
    house = world.houses[number % len(world.houses)]
    at = MONDAY + timedelta(days=1, seconds=number)
    began = time.perf_counter()
    with vendor_scope(world.vendor):
        deeds.raise_incident(
            by=house.contact,
            contract=house.contract,
            instance=house.instance,
            report=report("2"),
            at=at,
        )
    return time.perf_counter() - began


def _children(commands: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """This function will start processes, let them begin together and return what they answer."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{LARGE}").geturl()
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "bench._clocks_child", *command],
            cwd=CHECKOUT,
            env=os.environ | {"DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    for child in children:
        if child.stdout is None or child.stdout.readline() != "ready\n":
            sys.exit("A process of the benchmark did not start.")
    answers = []
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        said, _ = child.communicate()
        answers.append(json.loads(said))
    return answers
