"""The sections on attainment and on warnings before a target passes."""

from fractions import Fraction
from itertools import pairwise

from contracts.domain.terms import Attainment, Warnings
from contracts.schema.table import Table


def read_attainment(table: Table) -> Attainment:
    """This function will read `[attainment]` (LU-18)."""
    percent = table.whole("aim_percent", high=100)
    return Attainment(aim=Fraction(percent, 100), clause=table.clause())


def read_warnings(table: Table) -> Warnings:
    """This function will read `[warnings]`: percentages of a budget, each once, rising."""
    thresholds = table.wholes("percent")
    if any(not 1 <= percent <= 99 for percent in thresholds):
        table.refuse("percent", "each must be from 1 to 99")
    if any(later <= earlier for earlier, later in pairwise(thresholds)):
        table.refuse("percent", "must rise, each greater than the one before")
    return Warnings(thresholds=thresholds, clause=table.clause())
