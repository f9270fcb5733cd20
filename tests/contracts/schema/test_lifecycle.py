"""How releases age, and the kinds of instance of a tier, as a file states them (LU-04, LU-08)."""

import pytest

from contracts.agreement_file import parse_agreement
from contracts.domain.instances import InstanceKind
from contracts.domain.lifecycle import LifeStage
from tests.contracts.schema.sample import SAMPLE, problems_of
from tests.contracts.vendors import terms_of

STAGE = """
[lifecycle.stages.{key}]
name = "{name}"
gives = "Some of it."
maintenance = true
measured = true
clause = "LU-08"
words = "as stated"
"""
LIFECYCLE = """
[lifecycle]
quarterlies_in_a_major = 4
sustaining_releases = 3
extended_years = 1
clause = "LU-08"
words = "the latest (n) and previous (n-3)"
""" + "".join(STAGE.format(key=key, name=key) for key in ("full", "sustaining", "extended", "eosl"))
WITH = SAMPLE + LIFECYCLE
INSTANCES = '[tiers.{tier}.instances]\nkinds = [{kinds}]\nclause = "LU-04"\nwords = "instances"\n'


def test_lu_08_the_figures_stand_in_lumeons_agreement() -> None:
    rules = terms_of("lumeon").lifecycle

    assert rules is not None
    assert (rules.quarterlies_in_a_major, rules.sustaining, rules.extended_years) == (4, 3, 1)
    assert [stage.maintenance for stage in rules.stages.values()] == [True, True, False, False]
    assert [stage.measured for stage in rules.stages.values()] == [True, True, True, False]
    assert rules.stages[LifeStage.EOSL].closing_reason == "not_maintained"


@pytest.mark.parametrize("vendor", ["patientiq", "healthy-roster"])
def test_vendors_whose_documents_say_nothing_of_it_have_none(vendor: str) -> None:
    terms = terms_of(vendor)

    assert terms.lifecycle is None
    assert terms.tiers_with(InstanceKind.UAT) == list(terms.tiers.values())


def test_lu_04_uat_is_covered_by_professional_and_premium_only() -> None:
    terms = terms_of("lumeon")

    names = [tier.name for tier in terms.tiers_with(InstanceKind.UAT)]
    assert names == ["Professional", "Premium"]
    for kind in (InstanceKind.LIVE, InstanceKind.TEST, InstanceKind.DEVELOPMENT):
        assert len(terms.tiers_with(kind)) == 3


def test_a_good_section_is_read() -> None:
    rules = parse_agreement(WITH, file="acme.toml").terms.lifecycle

    assert rules is not None
    assert list(rules.stages) == ["full", "sustaining", "extended", "eosl"]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("quarterlies_in_a_major = 4\n", "", "lifecycle.quarterlies_in_a_major", "missing"),
        (
            "quarterlies_in_a_major = 4", "quarterlies_in_a_major = 0",
            "lifecycle.quarterlies_in_a_major", "'0' is not between 1 and 40",
        ),
        (
            "sustaining_releases = 3", "sustaining_releases = -1",
            "lifecycle.sustaining_releases", "'-1' is not between 0 and 40",
        ),
        (
            "extended_years = 1", "extended_years = 1.5",
            "lifecycle.extended_years", "must be a whole number, not '1.5'",
        ),
        (
            "extended_years = 1", "extended_yaers = 1",
            "lifecycle.extended_yaers", "unknown key; did you mean 'extended_years'?",
        ),
        (
            "[lifecycle.stages.eosl]", "[lifecycle.stages.gone]",
            "lifecycle.stages.gone", "unknown key",
        ),
        (
            'name = "eosl"', 'name = "eosl"\nclosing_reason = "bored"',
            "lifecycle.stages.eosl.closing_reason", "unknown 'bored'",
        ),
    ],
)  # fmt: skip
def test_a_bad_section_is_refused_with_key_and_reason(
    old: str, new: str, key: str, reason: str
) -> None:
    assert WITH.count(old) == 1

    problems = dict(problems_of(WITH.replace(old, new)))

    assert problems[key].startswith(reason)


@pytest.mark.parametrize(
    ("kinds", "key", "reason"),
    [
        ('"live", "prod"', "kinds[2]", "unknown 'prod' (known: live, test, development, uat)"),
        ('"live", "live"', "kinds[2]", "'live' is there twice"),
        ("", "kinds", "empty: name at least one kind, or leave the table out"),
    ],
)
def test_kinds_of_instance_are_checked(kinds: str, key: str, reason: str) -> None:
    tier = next(iter(parse_agreement(SAMPLE, file="acme.toml").terms.tiers))
    text = SAMPLE + INSTANCES.format(tier=tier, kinds=kinds)

    assert (f"tiers.{tier}.instances.{key}", reason) in problems_of(text)


def test_an_included_tiers_kinds_are_its_own_too() -> None:
    tiers = parse_agreement(SAMPLE, file="acme.toml").terms.tiers
    inner = next(tier for tier in tiers.values() if tier.includes)
    text = SAMPLE + INSTANCES.format(tier=inner.includes, kinds='"live"')

    terms = parse_agreement(text, file="acme.toml").terms

    assert terms.tiers[inner.key] in terms.tiers_with(InstanceKind.LIVE)
    assert terms.tiers_with(InstanceKind.UAT) == []
