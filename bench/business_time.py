"""Business time beside two libraries and a plain loop, on the same inputs, answers compared.

    bin/bench business_time

Office hours of 09:00 to 17:30 in London with England's bank holidays; two years of random
starts. Each round times every contender in turn; the table shows medians over the rounds,
and each ratio is the median of the rounds' ratios.
"""

import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from bench._business_time_peers import (
    HOLIDAYS,
    OfficeHours,
    WithBusinessTimeDelta,
    WithOpeningHours,
    WithPlainLoop,
    our_calendar,
)

ROUNDS = 7
CASES = 300
BATCH, BATCHES = 100_000, 10
FIRST = datetime(2025, 1, 6, tzinfo=UTC)
TWO_YEARS = 2 * 365 * 86_400
LONGEST = 6 * 7 * 86_400  # a span lasts an hour to six weeks
MOST = 40 * 3600  # an amount is ten minutes to forty hours of office time
NANO = 1_000_000_000

Inputs = Sequence[tuple[datetime, Any]]


@dataclass
class Contender:
    """Somebody who answers, how often a round asks, and how many times faster we must be."""

    name: str
    hours: OfficeHours
    repeats: int
    bounds: dict[str, int]
    taken: dict[str, list[int]] = field(default_factory=lambda: {"between": [], "after": []})

    def clock(self, operation: str, inputs: Inputs) -> None:
        """This function will note the nanoseconds per answer of one round."""
        answer: Callable[[datetime, Any], object] = getattr(self.hours, operation)
        begun = time.perf_counter_ns()
        for _ in range(self.repeats):
            for first, second in inputs:
                answer(first, second)
        spent = time.perf_counter_ns() - begun
        self.taken[operation].append(spent // (self.repeats * len(inputs)))


def contenders() -> list[Contender]:
    """This function will name everybody, ourselves first."""
    return [
        Contender("Sundial", our_calendar(), 20, {}),
        Contender("plain loop over days", WithPlainLoop(), 2, {"between": 10, "after": 1}),
        Contender("opening-hours-py", WithOpeningHours(), 1, {"between": 10, "after": 1}),
        Contender("businesstimedelta", WithBusinessTimeDelta(), 1, {"between": 100, "after": 100}),
    ]


def inputs_for(operation: str, count: int) -> Inputs:
    """This function will draw the same inputs in every run."""
    draw = random.Random(operation)  # noqa: S311 (inputs, not secrets)
    starts = [FIRST + timedelta(seconds=draw.randrange(TWO_YEARS)) for _ in range(count)]
    if operation == "between":
        return [(at, at + timedelta(seconds=draw.randrange(3600, LONGEST))) for at in starts]
    return [(at, timedelta(seconds=draw.randrange(600, MOST))) for at in starts]


def check(everybody: list[Contender], operation: str, inputs: Inputs) -> int:
    """This function will compare every answer with ours and count the comparisons."""
    expected = [getattr(everybody[0].hours, operation)(*given) for given in inputs]
    for other in everybody[1:]:
        for given, ours in zip(inputs, expected, strict=True):
            theirs = getattr(other.hours, operation)(*given)
            if theirs != ours:
                sys.exit(f"{other.name} {operation}{given}: {theirs}, ours {ours}")
    return len(inputs) * (len(everybody) - 1)


def compare(everybody: list[Contender], operation: str) -> bool:
    """This function will print one operation's rows and tell whether every bound is reached."""
    inputs = inputs_for(operation, CASES)
    compared = check(everybody, operation, inputs)
    for _ in range(ROUNDS):
        for contender in everybody:
            contender.clock(operation, inputs)
    ours = everybody[0].taken[operation]
    reached = True
    print(f"\n{operation}: {len(inputs)} inputs, {compared} answers compared, all equal")
    for contender in everybody:
        taken = contender.taken[operation]
        ratio = median(their / our for their, our in zip(taken, ours, strict=True))
        bound = contender.bounds.get(operation, 0)
        verdict = f"{ratio:10.1f} x   bound {bound} x" if bound else f"{'1':>10}"
        print(f"  {contender.name:<24}{median(taken) / 1000:12.2f} us{verdict}")
        reached &= ratio > bound
    return reached


def bulk(everybody: list[Contender]) -> None:
    """This function will time a million answers of each kind, and check some against the loop."""
    print(f"\nbulk: {BATCH * BATCHES:,} answers of each kind by one calendar")
    for operation in ("between", "after"):
        calendar, loop = our_calendar(), WithPlainLoop()
        inputs = inputs_for(operation, BATCH)
        many: Callable[[Inputs], list[object]] = getattr(calendar, f"{operation}_many")
        many(inputs[:1])
        begun = time.perf_counter_ns()
        for _ in range(BATCHES):
            answers = many(inputs)
        taken = time.perf_counter_ns() - begun
        sample = range(0, BATCH, 50)
        assert all(answers[i] == getattr(loop, operation)(*inputs[i]) for i in sample)
        print(
            f"  {operation + '_many':<24}{taken / NANO:12.2f} s "
            f"({taken / BATCH / BATCHES / 1000:.2f} us each; {len(sample)} compared with the loop)"
        )
        for other in everybody[1:]:
            seconds = median(other.taken[operation]) * BATCH * BATCHES / NANO
            print(f"    {other.name:<22}{seconds:12.2f} s at the rate above")


def compiling() -> None:
    """This function will time the compilation, of a first question and of the whole horizon."""
    print("\ncompiling (once per calendar, not in the rows above)")
    for label, until in (("first question (3 years)", FIRST), ("1900 to 2299", None)):
        tracemalloc.start()
        calendar = our_calendar()
        calendar.between(FIRST, until or datetime(2299, 12, 31, tzinfo=UTC))
        if until is None:
            calendar.between(datetime(1900, 1, 1, tzinfo=UTC), FIRST)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        calendar = our_calendar()
        begun = time.perf_counter_ns()
        calendar.between(FIRST, until or datetime(2299, 12, 31, tzinfo=UTC))
        taken = time.perf_counter_ns() - begun
        print(f"  {label:<24}{taken / 1_000_000:12.1f} ms   {held / 1024:,.0f} KiB held")


def main() -> None:
    """This function will run everything and exit with 1 if a bound is missed."""
    print(f"London 09:00-17:30, {len(HOLIDAYS)} bank holidays named; medians of {ROUNDS} rounds")
    everybody = contenders()
    reached = [compare(everybody, operation) for operation in ("between", "after")]
    bulk(everybody)
    compiling()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\npeak memory of this run: {peak / 1024:,.0f} MiB")
    print("every bound reached" if all(reached) else "A BOUND IS MISSED")
    sys.exit(not all(reached))


if __name__ == "__main__":
    main()
