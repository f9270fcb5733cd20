"""The plan of the demo world. No database: a plan is a value made of a seed and an instant."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from portal.tenancy.roles import Role, SupportTier
from reports.demo.pace import terms_of
from reports.demo.plan import FIRMS, Plan, plan_world
from reports.demo.sign_ins import at_two_vendors, everyone
from reports.demo.steps import Tale, Verb
from reports.demo.stories import Story, stories_of

SATURDAY = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
HOUSES = [house for firm in FIRMS for house in firm.houses]
STORIES = [story for firm in FIRMS for story in stories_of(firm.slug)]
IDENTIFIERS = {
    "an NHS number": re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"),
    "a social security number": re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    "a date of birth": re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b|\bDOB\b"),
    "a record number": re.compile(r"\bMRN\b|\b\d{6,}\b"),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_world(SATURDAY)


def words_of(tale: Tale) -> Iterator[str]:
    yield from (tale.report.title, tale.report.text, tale.report.impact)
    yield from (step.text for step in tale.steps)


def test_equal_instants_give_equal_plans(plan: Plan) -> None:
    assert plan_world(SATURDAY) == plan


def test_the_world_is_as_large_as_promised(plan: Plan) -> None:
    assert len(plan.tales) >= 300
    assert len(HOUSES) >= 12
    assert len({actor.email for _, actor in everyone()}) >= 40


def test_customers_live_in_many_zones_regions_and_on_every_tier() -> None:
    assert len({house.zone for house in HOUSES}) >= 6
    assert len({house.region for house in HOUSES}) >= 8
    assert {house.tier for house in FIRMS[0].houses} == set(terms_of("lumeon").tiers)
    assert sum(house.contract_days_left < 0 for house in HOUSES) == 1


@pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.slug)
def test_every_role_is_played_at_every_vendor(firm: object) -> None:
    # Only Lumeon has a technical account manager (LU-05).
    missing = set() if firm is FIRMS[0] else {Role.TECHNICAL_ACCOUNT_MANAGER}

    actors = [actor for at, actor in everyone() if at is firm]

    assert {actor.role for actor in actors} == set(Role) - missing
    assert {actor.tier for actor in actors if actor.tier} == set(SupportTier)


def test_one_person_is_a_contact_at_two_vendors() -> None:
    both = at_two_vendors()

    parts = [(firm.slug, actor.role) for firm, actor in everyone() if actor.email == both.email]

    assert parts == [
        ("lumeon", Role.TECHNICAL_CONTACT),
        ("patientiq", Role.TECHNICAL_CONTACT),
    ]


def test_addresses_are_nobodys() -> None:
    assert [a.email for _, a in everyone() if not a.email.endswith(".example")] == []


@pytest.mark.parametrize(
    "at",
    [
        pytest.param("2026-11-21 18:45", id="saturday-evening"),
        pytest.param("2027-01-01 00:10", id="new-year"),
        pytest.param("2028-03-26 01:30", id="clocks-go-forward"),
        pytest.param("2026-07-14 13:07", id="tuesday-noon"),
    ],
)
def test_steps_follow_one_another_and_end_by_now(at: str) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)

    plan = plan_world(now)

    for tale in plan.tales:
        times = [tale.at, *(step.at for step in tale.steps)]
        assert all(before < after for before, after in pairwise(times)), tale
        assert times[-1] <= now
        assert not any(time.microsecond for time in times)
    assert [tale.at for tale in plan.tales] == sorted(tale.at for tale in plan.tales)


def test_everything_that_can_be_done_is_done_somewhere(plan: Plan) -> None:
    assert {step.verb for tale in plan.tales for step in tale.steps} == set(Verb)


def test_every_severity_category_and_channel_occurs(plan: Plan) -> None:
    for firm in FIRMS:
        reports = [tale.report for tale in plan.tales if tale.vendor == firm.slug]
        terms = terms_of(firm.slug)
        assert {report.severity for report in reports} == set(terms.severities)
        assert {report.category for report in reports} == {c.key for c in terms.categories}
        assert len({report.channel for report in reports}) >= 2


def test_no_two_incidents_of_a_vendor_have_one_title(plan: Plan) -> None:
    titles = Counter((tale.vendor, tale.report.title) for tale in plan.tales)

    assert titles.most_common(1)[0][1] == 1
    assert max(len(title) for _, title in titles) <= 160


def test_incidents_do_not_read_as_copies(plan: Plan) -> None:
    conversations = Counter("\n".join(words_of(tale)) for tale in plan.tales)
    texts = Counter(tale.report.text for tale in plan.tales)

    assert conversations.most_common(1)[0][1] == 1
    assert len(texts) > len(plan.tales) * 3 // 4


def test_every_blank_in_the_texts_is_filled(plan: Plan) -> None:
    left = [words for tale in plan.tales for words in words_of(tale) if re.search(r"[{}]", words)]

    assert left == []


def test_texts_hold_nothing_that_looks_like_a_patients_data(plan: Plan) -> None:
    found = [
        (kind, words)
        for tale in plan.tales
        for words in words_of(tale)
        for kind, pattern in IDENTIFIERS.items()
        if pattern.search(words)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("number 943 476 5919 cannot be opened", "an NHS number"),
        ("social 078-05-1120", "a social security number"),
        ("born 03/11/1975", "a date of birth"),
        ("see MRN 4411", "a record number"),
    ],
)
def test_the_patterns_do_find_such_data(text: str, kind: str) -> None:
    assert IDENTIFIERS[kind].search(text)


def test_reports_are_made_while_their_customers_are_awake(plan: Plan) -> None:
    zones = {(firm.slug, house.name): house.zone for firm in FIRMS for house in firm.houses}
    hours = [
        tale.at.astimezone(ZoneInfo(zones[tale.vendor, tale.house])).hour for tale in plan.tales
    ]

    assert sum(8 <= hour < 18 for hour in hours) > len(hours) * 9 // 10


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_story_has_enough_to_say(story: Story) -> None:
    assert len(story.titles) >= 2
    assert len(story.texts) >= 2
    assert len(story.exchanges) >= 2
    assert all((story.notes, story.updates, story.solutions, story.fixes, story.again))


def test_there_are_several_dozen_stories() -> None:
    assert len({story.key for story in STORIES}) == len(STORIES) >= 60
