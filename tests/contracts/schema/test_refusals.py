"""Each thing that can be wrong with a value is named by its key and its reason (CO-04)."""

import pytest

from tests.contracts.schema.sample import changed, problems_of

NAME = 'name = "Acme"'
WEEKLY = '"Mon-Fri 09:00-12:00", "Mon-Fri 13:00-17:30"'
COLOUR = "#0b5c8a"
NORMAL_RESOLUTION = 'unit = "discretion"\nclause = "LU-14"\nwords = "at our discretion"\n'
CASES = [
    pytest.param(
        'document = "Acme support terms"\n', "", "agreement.document", "missing", id="missing-key"
    ),
    pytest.param(NAME, "name = 3", "agreement.name", "must be text in quotes, not '3'", id="type"),
    pytest.param(NAME, 'name = " "', "agreement.name", "empty", id="empty-text"),
    pytest.param(
        "solved = true", "solved = 1", "closing_reasons[1].solved",
        "must be true or false, not '1'", id="number-for-a-flag",
    ),
    pytest.param(
        "level = 1", "level = true", "escalation.rungs[1].level",
        "must be a whole number, not 'True'", id="flag-for-a-number",
    ),
    pytest.param(
        'slug = "acme"', 'slug = "Acme Ltd"', "agreement.slug",
        "'Acme Ltd' does not look right (expected [a-z][a-z0-9-]{1,38}[a-z0-9])", id="slug",
    ),
    pytest.param(
        "effective_from = 2026-01-01", 'effective_from = "2026-01-01"',
        "agreement.effective_from", "must be a date such as 2020-04-29, not '2026-01-01'",
        id="date-in-quotes",
    ),
    pytest.param(
        "effective_from = 2026-01-01", "effective_from = 2026-01-01T09:00:00Z",
        "agreement.effective_from",
        "must be a date such as 2020-04-29, not '2026-01-01 09:00:00+00:00'", id="instant-for-date",
    ),
    pytest.param(
        COLOUR, "navy", "agreement.colour",
        "'navy' does not look right (expected #[0-9a-f]{6})", id="colour-by-name",
    ),
    pytest.param(
        COLOUR, "#88aaff", "agreement.colour",
        "contrast on white is 2.27, below 4.5 (AA)", id="colour-too-pale",
    ),
    pytest.param(
        'key = "email"', 'key = "portal"', "channels[2].key",
        "'portal' is there twice", id="key-there-twice",
    ),
    pytest.param(
        'kind = "email"', 'kind = "emial"', "channels[2].kind",
        "unknown 'emial'; did you mean 'email'? (known: portal, telephone, email)", id="choice",
    ),
    pytest.param(
        "[intake]", "[[intake]]", "intake", "must be a table, not a list", id="list-for-a-table"
    ),
    pytest.param(
        'zone = "customer"', 'zone = "Europe/Lundon"', "hours.office.zone",
        "unknown time zone 'Europe/Lundon'", id="unknown-zone",
    ),
    pytest.param(
        'zone = "customer"', 'zone = "../../etc/passwd"', "hours.office.zone",
        "unknown time zone '../../etc/passwd'", id="zone-that-is-a-path",
    ),
    pytest.param(
        'zone = "customer"', 'zone = "Europe"', "hours.office.zone",
        "unknown time zone 'Europe'", id="zone-that-is-a-folder",
    ),
    pytest.param(WEEKLY, "", "hours.office.weekly", "empty: these hours would never open", id="no"),
    pytest.param(
        WEEKLY, '"Mon 09:00-12:00", "Mon 11:59-17:30"', "hours.office.weekly",
        "still open when the next hours begin: Mon 09:00-12:00", id="hours-overlap",
    ),
    pytest.param(
        WEEKLY, '"Sun 22:00-10:00", "Mon 09:00-10:00"', "hours.office.weekly",
        "still open when the next hours begin: Sun 22:00-10:00", id="sunday-runs-into-monday",
    ),
    pytest.param(
        WEEKLY, '"Mon 09:00-12:00", "Mon 09:00-12:00"', "hours.office.weekly",
        "still open when the next hours begin: Mon 09:00-12:00", id="the-same-hours-twice",
    ),
    pytest.param(
        WEEKLY, '"weekdays 9 to 5"', "hours.office.weekly",
        "'weekdays 9 to 5' is not hours such as 'Mon-Fri 09:00-17:30'", id="hours-in-prose",
    ),
    pytest.param(
        WEEKLY, '"Mon 09:00-25:00"', "hours.office.weekly",
        "'Mon 09:00-25:00': '25:00' is not a time of day such as 09:00.", id="no-such-time",
    ),
    pytest.param(
        'holidays = "customer"', 'holidays = "England"', "hours.office.holidays",
        "'England' does not look right (expected none|customer|[A-Z]{2}(-[A-Z0-9]{1,3})?)",
        id="holidays-of-nowhere",
    ),
    pytest.param(
        "always_open = true", 'always_open = true\nweekly = ["Mon 09:00-17:00"]',
        "hours.always.weekly", "hours that are always open have none", id="always-and-weekly",
    ),
    pytest.param(
        'urgent = "always"', 'urgent = "alway"', "tiers.plus.hours.urgent",
        "unknown 'alway'; did you mean 'always'? (known: office, always)", id="unknown-hours",
    ),
    pytest.param(
        'urgent = "always"', 'critical = "always"', "tiers.plus.hours.critical",
        "unknown severity", id="hours-of-an-unknown-severity",
    ),
    pytest.param(
        'default_tier = "basic"', 'default_tier = "bsic"', "default_tier",
        "unknown 'bsic'; did you mean 'basic'? (known: basic, plus)", id="default-tier",
    ),
    pytest.param(
        "amount = 0.5", "amount = 0", "targets.urgent.response.amount",
        "'0' is not an amount above zero, at most 10000, in steps of 0.0001", id="zero-target",
    ),
    pytest.param(
        "amount = 0.5", "amount = -4", "targets.urgent.response.amount",
        "'-4' is not an amount above zero, at most 10000, in steps of 0.0001", id="negative",
    ),
    pytest.param(
        "amount = 0.5", "amount = nan", "targets.urgent.response.amount",
        "'NaN' is not an amount above zero, at most 10000, in steps of 0.0001", id="not-a-number",
    ),
    pytest.param(
        "amount = 0.5", "amount = 1e999999999", "targets.urgent.response.amount",
        "'1E+999999999' is not an amount above zero, at most 10000, in steps of 0.0001", id="vast",
    ),
    pytest.param(
        "amount = 0.5", 'amount = "half"', "targets.urgent.response.amount",
        "must be a number, not 'half'", id="amount-in-words",
    ),
    pytest.param(
        "amount = 0.5\n", "", "targets.urgent.response.amount", "missing", id="no-amount"
    ),
    pytest.param(
        'unit = "discretion"', 'unit = "discretion"\namount = 3',
        "targets.normal.resolution.amount", "unknown key; did you mean 'unit'?",
        id="amount-of-a-discretion",
    ),
    pytest.param(
        'unit = "elapsed_hours"', 'unit = "hours"', "targets.urgent.resolution.unit",
        "unknown 'hours' (known: business_hours, business_days, elapsed_hours, discretion, none)",
        id="unknown-unit",
    ),
    pytest.param(
        f"[targets.normal.resolution]\n{NORMAL_RESOLUTION}", "", "targets.normal.resolution",
        "missing", id="no-target-stated",
    ),
    pytest.param(
        "[intake]", "[targets.severe.response]\n[intake]", "targets.severe", "unknown severity",
        id="target-of-an-unknown-severity",
    ),
    pytest.param(
        "[intake]", "[targets.normal.respones]\n[intake]", "targets.normal.respones",
        "unknown milestone; did you mean 'response'?", id="unknown-milestone",
    ),
    pytest.param(
        'countries = ["GB"]', 'countries = ["Britain"]', "always_critical[1].countries",
        "'Britain' is not a country code such as GB", id="country",
    ),
    pytest.param(
        'value = "restate"', 'value = "restart"', "clock.severity_change.value",
        "unknown 'restart'; did you mean 'restate'? (known: restate, carry)", id="clock-rule",
    ),
    pytest.param(
        "[50, 75, 90]", "[50, 90, 75]", "warnings.percent",
        "must rise, each greater than the one before", id="thresholds-fall",
    ),
    pytest.param(
        "[50, 75, 90]", "[50, 100]", "warnings.percent", "each must be from 1 to 99",
        id="threshold-of-a-hundred",
    ),
    pytest.param(
        "[50, 75, 90]", '[50, "75"]', "warnings.percent[2]",
        "must be a whole number, not '75'", id="threshold-in-quotes",
    ),
    pytest.param(
        "aim_percent = 90", "aim_percent = 101", "attainment.aim_percent",
        "'101' is not between 1 and 100", id="aim-above-all",
    ),
    pytest.param(
        'key = "closed"', 'key = "done"', "workflow.statuses", "missing the status 'closed'",
        id="required-status",
    ),
    pytest.param(
        'reopens_to = "new"', 'reopens_to = "nwe"', "workflow.reopens_to",
        "unknown 'nwe'; did you mean 'new'? "
        "(known: new, awaiting_customer, solution_provided, closed)", id="reopens-to-nowhere",
    ),
    pytest.param(
        'reopens_to = "new"', 'reopens_to = "new"\nclose_after_days = 5',
        "workflow.close_after_days", "must be more than the 5 of the reminder",
        id="closed-without-notice",
    ),
    pytest.param(
        'reopens_to = "new"', 'reopens_to = "new"\nremind_after_days = -1',
        "workflow.remind_after_days", "'-1' is not between 0 and 100", id="reminded-before",
    ),
    pytest.param(
        "level = 2", "level = 3", "escalation.rungs[2].level",
        "must be 2: rungs are written in order", id="a-rung-left-out",
    ),
    pytest.param(
        'advances = "final"', 'advances = "plan_missed"', "escalation.rungs[2].advances",
        "the last rung, and only it, is 'final'", id="ladder-without-end",
    ),
    pytest.param(
        'tiers = ["plus"]', 'tiers = ["gold"]', "escalation.fast_track.tiers",
        "unknown tier 'gold' (known: basic, plus)", id="fast-track-of-an-unknown-tier",
    ),
    pytest.param(
        'response = ["urgent"]', 'response = ["severe"]', "escalation.opened_by_breach.response",
        "unknown severity 'severe' (known: urgent, normal)", id="escalated-for-no-severity",
    ),
    pytest.param(
        'response = ["urgent"]', 'response = ["urgent", "urgent"]',
        "escalation.opened_by_breach.response", "'urgent' is there twice", id="escalated-twice",
    ),
    pytest.param(
        'response = ["urgent"]', "response = []", "escalation.opened_by_breach.response",
        "empty: leave it out if missing it opens nothing", id="escalated-for-nothing",
    ),
    pytest.param(
        'response = ["urgent"]', "response = true", "escalation.opened_by_breach.response",
        "must be a list, not 'True'", id="escalated-for-a-flag",
    ),
    pytest.param(
        'response = ["urgent"]\n', "", "escalation.opened_by_breach",
        "empty: name response or resolution with its severities", id="escalated-for-no-milestone",
    ),
    pytest.param(
        'response = ["urgent"]', 'response = ["urgent"]\nresolutoin = ["normal"]',
        "escalation.opened_by_breach.resolutoin", "unknown key; did you mean 'resolution'?",
        id="escalated-for-a-slip",
    ),
    pytest.param(
        'clause = "LU-09"', 'clause = "section 9"', "intake.clause",
        r"'section 9' does not look right (expected [A-Z]{2}-\d{2})", id="no-requirement",
    ),
    pytest.param(
        'words = "paid within terms"\n', "", "intake.words",
        "missing: quote the document, or give a reading if it is silent", id="no-source",
    ),
    pytest.param(
        "[intake]", "[weather]\n[intake]", "weather", "unknown key",
        id="not-yet-known",
    ),
    pytest.param(
        NAME, f'{NAME}\ncolor = "#0b5c8a"', "agreement.color",
        "unknown key; did you mean 'colour'?", id="did-you-mean",
    ),
    pytest.param(
        'waiting_on = "vendor"', 'waiting_on = "us"', "workflow.statuses[1].waiting_on",
        "unknown 'us' (known: vendor, customer, third_party, nobody)", id="waiting-on-whom",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "reason"), CASES)
def test_a_bad_value_is_the_one_problem_named(old: str, new: str, key: str, reason: str) -> None:
    assert problems_of(changed(old, new)) == [(key, reason)]


def test_a_misspelt_key_is_both_missing_and_unknown() -> None:
    assert problems_of(changed(NAME, 'nmae = "Acme"')) == [
        ("agreement.name", "missing"),
        ("agreement.nmae", "unknown key; did you mean 'name'?"),
    ]


def test_a_tier_that_includes_an_unknown_one_has_no_hours_from_it() -> None:
    assert problems_of(changed('includes = "basic"', 'includes = "gold"')) == [
        ("tiers.plus.includes", "unknown tier 'gold' (known: basic, plus)"),
        ("tiers.plus.hours.normal", "missing: no service hours, here or in a tier included"),
    ]


def test_tiers_that_include_each_other_are_both_named() -> None:
    circle = changed('name = "Basic"', 'name = "Basic"\nincludes = "plus"')
    reason = "the tiers include each other in a circle"

    assert problems_of(circle) == [
        ("tiers.basic.includes", reason),
        ("tiers.plus.includes", reason),
    ]


def test_a_tier_that_includes_itself_is_a_circle() -> None:
    problems = problems_of(changed('includes = "basic"', 'includes = "plus"'))

    assert problems[0] == ("tiers.plus.includes", "the tiers include each other in a circle")


def test_a_severity_without_hours_is_missing_in_every_tier_that_inherits_them() -> None:
    reason = "missing: no service hours, here or in a tier included"

    assert problems_of(changed('normal = "office"\n', "")) == [
        ("tiers.basic.hours.normal", reason),
        ("tiers.plus.hours.normal", reason),
    ]


def test_a_name_with_odd_letters_is_refused_in_quotes() -> None:
    problems = problems_of(changed("[hours.always]", '[hours."All day"]'))

    assert ("hours.'All day'", "a name has small letters, digits, _ and - only") in problems


def test_all_problems_are_listed_at_once() -> None:
    text = changed("amount = 0.5", "amount = 0").replace("[50, 75, 90]", "[90, 50]")
    text = text.replace('zone = "customer"', 'zone = "Mars"')

    assert [key for key, _ in problems_of(text)] == [
        "hours.office.zone",
        "targets.urgent.response.amount",
        "warnings.percent",
    ]


def test_an_empty_file_misses_every_section_that_is_needed() -> None:
    problems = problems_of("")

    assert {reason for _, reason in problems} == {"missing"}
    assert [key for key, _ in problems] == [
        "severities", "hours", "tiers", "agreement", "channels", "default_tier",
        "severity_policy", "milestones", "targets", "clock", "intake", "categories",
        "workflow", "closing_reasons", "warnings",
    ]  # fmt: skip
