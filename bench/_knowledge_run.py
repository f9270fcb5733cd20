"""What is measured of searching articles, and what is to come of it."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from random import Random
from statistics import quantiles

import psutil
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench._clocks_database import filling, fresh, inside
from bench._clocks_run import Verdicts
from bench._knowledge_world import OF_EACH, build
from knowledgebase.domain.asking import asked, words_in
from knowledgebase.domain.visibility import Audience
from knowledgebase.excerpts import hits
from knowledgebase.models import Article, ArticleWord
from knowledgebase.searching import offered, readable, search
from portal.tenancy.models import Person, Vendor
from portal.tenancy.scope import vendor_scope

NAME = "sundial_bench_knowledge"
VENDORS = 50
SEARCHES, OFFERS = 300, 200
CUSTOMER = Audience(is_member=True)
TABLES = ("knowledgebase_articleword", "knowledgebase_wordtrigram")


def run(*, quick: bool) -> bool:
    """This function will fill a database, measure, and say whether all bounds are reached."""
    count = VENDORS // 10 if quick else VENDORS
    verdicts = Verdicts()
    with ExitStack() as stack:
        stack.enter_context(fresh(NAME))
        stack.enter_context(inside(NAME))
        person = Person.objects.create(name="Grace", email="grace@example.org")
        with filling(NAME) as raw:
            build(raw, count, person.pk)
        _measured(verdicts, count)
    return verdicts.are_reached()


def _measured(verdicts: Verdicts, count: int) -> None:
    random = Random(9)  # noqa: S311 - the same searches each time
    vendor = Vendor.objects.get(slug=f"house-{1000 + count}")
    with vendor_scope(vendor):
        articles = list(Article.objects.with_text()[: max(SEARCHES, OFFERS)])
        assert len(articles) == max(SEARCHES, OFFERS)
        texts = [(one.newest.title, one.newest.problem) for one in articles]
        rows = ArticleWord.objects.count()
        print(f"\n{count * OF_EACH:,} articles of {count} vendors; {rows:,} words of this one's")
        typed = [_typed(random, title) for title, _ in texts[:SEARCHES]]
        _say(
            verdicts, f"{SEARCHES} searches, a fifth mistyped", [_search(one) for one in typed], 60
        )
        offers = [_offer(title, problem) for title, problem in texts[:OFFERS]]
        _say(verdicts, f"{OFFERS} offers for a text being written", offers, 100)
        first, second, *_ = texts[0][0].split()
        _plan(verdicts, f"{first} {second[1:]}x")


def _typed(random: Random, title: str) -> str:
    """This function will return two words of a title; of one in five the letters are swapped."""
    first, second = random.sample(title.split(), 2)
    if random.random() < 1 / 5 and len(first) > 4:
        first = first[:2] + first[3] + first[2] + first[4:]
    return f"{first} {second}"


def _search(text: str) -> Callable[[], object]:
    def do() -> object:
        found = search(readable(CUSTOMER), asked(text))
        return hits(found.keys, found.sought)

    return do


def _offer(title: str, problem: str) -> Callable[[], object]:
    return lambda: offered(readable(CUSTOMER), words_in(title, problem))


def _say(verdicts: Verdicts, what: str, deeds: list[Callable[[], object]], bound: int) -> None:
    print(f"\n{what}")
    deeds[0]()
    taken, asked_most = [], 0
    own, theirs = time.process_time(), _backend_seconds()
    for deed in deeds:
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            deed()
            taken.append((time.perf_counter() - began) * 1000)
        asked_most = max(asked_most, len(queries))
    own, theirs = time.process_time() - own, _backend_seconds() - theirs
    each = f"{own * 1000 / len(deeds):.0f} + {theirs * 1000 / len(deeds):.0f} ms"
    p95 = quantiles(taken, n=20)[-1]
    print(f"  {each} of our processor time and PostgreSQL's, which a busy computer stretches less")
    print(f"  median {quantiles(taken, n=2)[0]:.1f} ms, at most {asked_most} questions")
    verdicts.say("p95", f"{p95:.1f} ms", f"under {bound} ms", reached=p95 < bound)


def _backend_seconds() -> float:
    """This function will return the processor time of the server's process for our connection."""
    used = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return float(used.user + used.system)


def _plan(verdicts: Verdicts, text: str) -> None:
    """This function will look how the statements of a search with a mistyped word are answered."""
    print("\nhow a search reads its words behind row-level security")
    with CaptureQueriesContext(connection) as queries:
        search(readable(CUSTOMER), asked(text))
    asked_for = [one["sql"] for one in queries if any(table in one["sql"] for table in TABLES)]
    plans = [_explained(statement) for statement in asked_for]
    is_indexed = bool(plans) and not any(f"Seq Scan on {one}" in " ".join(plans) for one in TABLES)
    figure = f"{len(plans)} statements" if is_indexed else "a table is read whole"
    verdicts.say("by its indexes", figure, "all", reached=is_indexed)


def _explained(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(row[0] for row in cursor.fetchall())
