"""For whom an announcement is, and how it comes and goes, by the tables of the rules (LU-28)."""

from dataclasses import replace

import pytest

from knowledgebase.domain.announcing import (
    LONGEST_TEXT,
    MOST_VERSIONS,
    WAYS,
    Announced,
    Holding,
    Move,
    Stage,
    after,
    is_meant,
    possible,
    tidied,
)
from portal.kernel.refusal import Refusal

NEWS = Announced(title="Printing", text="It is quicker.")
EHR = replace(NEWS, meant="versions", product="EHR")


@pytest.mark.parametrize(
    ("versions", "release", "meant"),
    [
        ((), "5.3.1", True),
        ((), "", True),
        (("5",), "5.3.1", True),
        (("5.3",), "5.3.0", True),
        (("5.3",), "5.3.1.2", True),
        (("5.3",), "5.30.0", False),
        (("5.3",), "5.2.9", False),
        (("5.3.1",), "5.3.1.2", True),
        (("5.3.1",), "5.3.2", False),
        (("5.3.0",), "5.3", True),
        (("5.3.1.0",), "5.3.1", True),
        (("5.3.1.0",), "5.3.1.2", False),
        (("5.2", "6.0.1"), "6.0.1", True),
    ],
)
def test_lu_28_a_version_means_every_release_that_begins_with_it(
    versions: tuple[str, ...], release: str, *, meant: bool
) -> None:
    runs = Holding(runs=frozenset({("EHR", release)}))
    other = Holding(runs=frozenset({("Letters", release)}))

    assert is_meant(replace(EHR, versions=versions), runs) is meant
    assert not is_meant(replace(EHR, versions=versions), other)


@pytest.mark.parametrize(
    ("said", "held", "meant"),
    [
        (NEWS, Holding(), True),
        (replace(NEWS, meant="tiers", tiers=("premium",)), Holding(frozenset({"premium"})), True),
        (replace(NEWS, meant="tiers", tiers=("premium",)), Holding(frozenset({"basic"})), False),
        (EHR, Holding(), False),
    ],
)
def test_lu_28_tiers_mean_those_who_have_one_of_them(
    said: Announced, held: Holding, *, meant: bool
) -> None:
    assert is_meant(said, held) is meant


def test_what_is_typed_is_tidied_and_idle_choices_are_dropped() -> None:
    said = Announced(
        title="  Printing \n is quicker ",
        text="\r\nLook.\x00\r\n",
        meant="versions",
        tiers=("premium",),
        product="ehr",
        versions=("5.3", " 5.03", "5.10", "5.2.1", ""),
    )
    kept = tidied(said, tiers=["premium"], products=["EHR"])

    assert (kept.title, kept.text) == ("Printing is quicker", "Look.")
    assert (kept.product, kept.tiers) == ("EHR", ())
    assert kept.versions == ("5.2.1", "5.3", "5.10")
    assert tidied(replace(said, meant="all")).versions == ()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (replace(NEWS, title=" "), "title"),
        (replace(NEWS, title="x" * 151), "title"),
        (replace(NEWS, text="\n"), "text"),
        (replace(NEWS, text="x" * (LONGEST_TEXT + 1)), "text"),
        (replace(NEWS, meant="tiers"), "tiers"),
        (replace(NEWS, meant="tiers", tiers=("gold",)), "tiers"),
        (replace(EHR, product=""), "product"),
        (replace(EHR, product="Theirs"), "product"),
        (replace(EHR, versions=("5.x",)), "versions"),
        (replace(EHR, versions=("1.2.3.4.5",)), "versions"),
        (replace(EHR, versions=tuple(map(str, range(MOST_VERSIONS + 1)))), "versions"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_names_nobody_or_nothing_is_refused_at_its_field(said: Announced, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        tidied(said, tiers=["premium"], products=["EHR"])
    assert refused.value.code == code


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("move", Move)
def test_each_deed_is_done_where_the_table_says_and_nowhere_else(move: Move, stage: Stage) -> None:
    assert (move in possible(stage)) is (stage in WAYS[move])
    if stage in WAYS[move]:
        assert after(move, stage) is WAYS[move][stage]
        return
    with pytest.raises(Refusal, match="This announcement"):
        after(move, stage)


def test_what_is_withdrawn_stays_withdrawn() -> None:
    assert not possible(Stage.WITHDRAWN)
