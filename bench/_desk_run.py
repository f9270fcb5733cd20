"""What is measured of the desk's pages, and what is to come of it."""

import gc
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median, quantiles

import psutil
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench._clocks_database import filling, fresh, inside
from bench._clocks_run import Verdicts
from bench._desk_mail import mails
from bench._desk_peer import Peer, peer_of
from bench._desk_world import Desk, Sizes, build, sizes_on_disk
from portal.tenancy.models import Person

NAME, BESIDE = "sundial_bench_desk", "sundial_bench_desk_beside"
FULL = Sizes(vendors=50, incidents=20_000, customers=100)
QUICK = Sizes(vendors=5, incidents=2_000, customers=20)
ROWS = 100_000  # of each list that stands beside the other
REQUESTS, ROUNDS = 100, 20
MAILS = 1_000

# Addresses of the agent, and what each shows.
QUEUES = {
    "the queue": "queue/",
    "mine": "queue/?q=owner:me",
    "nobody's, soon due": "queue/?q=owner:none+due<9w",
    "severity 1 or 2, with us": "queue/?q=severity:1,2+waiting:us",
    "a severity, no customer of that name": "queue/?q=severity:3+-customer:house",
}
SEARCHES = {
    "the list": "incidents/",
    "a number": "incidents/?q=LUM-2042",
    "a rare word": "incidents/?q=case1234",
    "a word of every incident": "incidents/?q=letters",
    "the beginning of one": "incidents/?q=lett",
    "two words of every incident": "incidents/?q=letters+morning",
    "a rare word with a common one": "incidents/?q=case77+letters",
    "a phrase": 'incidents/?q="empty+line"',
    "a word that nobody wrote": "incidents/?q=zebra",
    "without a word": "incidents/?q=-clinic",
    "a customer's closed ones": "incidents/?q=customer:%22house+7%22+status:closed",
    "open ones with a word": "queue/?q=morning",
    "reported long ago": "incidents/?q=reported>1w+severity:2",
    "a hundred rows": "incidents/?rows=100",  # the last one: the session keeps it
}

# The lists that stand beside theirs, by the name that both sides know: a tenth of the rows is open.
LISTS_BESIDE = {
    "open": "/lumeon/incidents/?q=status:open&rows=25",
    "all": "/lumeon/incidents/?rows=25",
}

type Ask = Callable[[str], float]


def run(*, quick: bool, peer_only: bool) -> bool:
    """This function will fill a database, measure, and say whether all bounds are reached."""
    verdicts = Verdicts()
    if not peer_only:
        with ExitStack() as stack:
            stack.enter_context(fresh(NAME))
            stack.enter_context(inside(NAME))
            desk = _filled(NAME, QUICK if quick else FULL)
            gc.freeze()  # as a web process does (portal/wsgi.py)
            _pages(verdicts, desk)
            connections.close_all()
            mails(verdicts, NAME, MAILS // 10 if quick else MAILS)
            gc.unfreeze()
    _beside(verdicts, ROWS // 100 if quick else ROWS)
    return verdicts.are_reached()


def _filled(name: str, sizes: Sizes) -> Desk:
    began = time.perf_counter()
    with filling(name) as raw:
        desk = build(raw, sizes)
        said = ", ".join(f"{table} {size:,}" for table, size in sizes_on_disk(raw))
    total, taken = sizes.vendors * sizes.incidents, time.perf_counter() - began
    customers = sizes.vendors * sizes.customers
    print(f"{total:,} incidents of {customers:,} customers, in {taken:.0f} s\n  MiB: {said}")
    return desk


def _pages(verdicts: Verdicts, desk: Desk) -> None:
    agent, contact = asker(desk.agent.person), asker(desk.contact.person)
    print(f"\nat the server, {REQUESTS} requests each: ms of our processor time and PostgreSQL's;")
    print("then median and p95 of the time on the clock, and queries")
    for bound, ask, addresses in (
        (100, agent, QUEUES),
        (100, agent, SEARCHES),
        (80, contact, {"a contact's home": ""}),
        (80, agent, {"an incident of 200 messages": f"incidents/{desk.long}/"}),
        (80, contact, {"the same, as its contact": f"incidents/{desk.long}/"}),
    ):
        for what, path in addresses.items():
            _measured(verdicts, ask, what, f"/lumeon/{path}", bound)
    _deep(verdicts, desk)
    _poll(verdicts, desk)


def _measured(verdicts: Verdicts, ask: Ask, what: str, path: str, bound: int) -> None:
    ask(path), ask(path)  # plans, templates and calendars are compiled
    with CaptureQueriesContext(connection) as queries:
        ask(path)
        count = len(queries)  # before the next request forgets them
    own, theirs = time.process_time(), _backend_seconds()
    taken = [ask(path) * 1000 for _ in range(REQUESTS)]
    own, theirs = time.process_time() - own, _backend_seconds() - theirs
    p95 = quantiles(taken, n=100)[94]
    each = f"{own * 1000 / REQUESTS:.0f} + {theirs * 1000 / REQUESTS:.0f}"
    figure = f"{median(taken):.0f}, {p95:.0f} ms, {count}"
    verdicts.say(f"{what:<40}{each:>8}", figure, f"p95 under {bound} ms", reached=p95 < bound)


def _backend_seconds() -> float:
    """This function will return the processor time of the server's process for our connection."""
    used = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return float(used.user + used.system)


def _deep(verdicts: Verdicts, desk: Desk) -> None:
    """This function will go two hundred pages down the list, by each page's link to the next."""
    client = client_of(desk.agent.person)
    path, taken = "/lumeon/api/incidents/", 0.0
    for _ in range(20):
        began = time.perf_counter()
        answer = client.get(path).json()
        taken = time.perf_counter() - began
        path = (answer["next"] or path).removeprefix("http://localhost")
    ms = taken * 1000
    verdicts.say("the API's twentieth page", f"{ms:.0f} ms", "under 100 ms", reached=ms < 100)


def _poll(verdicts: Verdicts, desk: Desk) -> None:
    """This function will ask again what has not changed."""
    client = client_of(desk.agent.person)
    version = client.get("/lumeon/queue/rows/")["ETag"]
    taken = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        answer = client.get("/lumeon/queue/rows/", headers={"If-None-Match": version})
        taken.append((time.perf_counter() - began) * 1000)
        version = answer["ETag"]  # another one each minute
    p95 = quantiles(taken, n=100)[94]
    verdicts.say(
        "the queue again, unchanged",
        f"{median(taken):.0f}, {p95:.0f} ms",
        "p95 under 30 ms",
        reached=p95 < 30,
    )


def _beside(verdicts: Verdicts, rows: int) -> None:
    """This function will show our list and django-helpdesk's in turn, 25 rows of each."""
    print(f"\nour list beside django-helpdesk's, {rows:,} rows each, {ROUNDS} rounds in turn")
    with ExitStack() as stack:
        stack.enter_context(fresh(BESIDE))
        peer = peer_of(stack, rows)
        if isinstance(peer, str):
            print(f"  left out: {peer}")
            return
        stack.enter_context(inside(BESIDE))
        desk = _filled(BESIDE, Sizes(vendors=1, incidents=rows, customers=100))
        _ratio(verdicts, asker(desk.agent.person), peer)


def _ratio(verdicts: Verdicts, ask: Ask, peer: Peer) -> None:
    for name, path in LISTS_BESIDE.items():
        ratio = _in_turn(name, path, ask, peer)
    # The last list is that of all the rows.
    what, bound = "theirs beside ours, all rows", "at least 10 x"
    verdicts.say(what, f"{ratio:.1f} x", bound, reached=ratio >= 10)


def _in_turn(name: str, path: str, ask: Ask, peer: Peer) -> float:
    """This function will show a list on both sides in turn, and return theirs over ours."""
    ask(path), peer.ask(name)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(ask(path))
        theirs.append(peer.ask(name))
    page, rows = (median(one) * 1000 for one in zip(*theirs, strict=True))
    whole = median(sum(their) / our for our, their in zip(ours, theirs, strict=True))
    alone = median(their[1] / our for our, their in zip(ours, theirs, strict=True))
    print(
        f"  {name}: {peer.version}: page {page:.0f} ms and its 25 rows {rows:.0f} ms, "
        f"{peer.queries} queries"
    )
    print(
        f"  {name}: ours: {median(ours) * 1000:.0f} ms, the page with its 25 rows: {whole:.1f} x; "
        f"beside their rows alone {alone:.1f} x"
    )
    return whole


def client_of(person: Person) -> Client:
    """This function will sign somebody in; the demo's pass for staff is not taken."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def asker(person: Person) -> Ask:
    """This function will return what asks for a page and says how long the server took."""
    client = client_of(person)

    def ask(path: str) -> float:
        began = time.perf_counter()
        answer = client.get(path)
        taken = time.perf_counter() - began
        if answer.status_code != 200:
            sys.exit(f"{path} answered {answer.status_code}.")
        return taken

    return ask
