"""What the terminal shows of a set-up command that failed: the error, not the way to it."""

import os

import pytest

from portal.embedded.trouble import Trouble
from portal.launch.prepare import _failed, manage

TRACEBACK = """\
Loading 3 agreements
Traceback (most recent call last):
  File "manage.py", line 9, in <module>
    main()
    ~~~~^^
  File "loader.py", line 3, in load
    raise BadAgreement(problem)
contracts.BadAgreement: lumeon.toml: tiers: no tier is called gold
Say which is meant.
"""


def test_of_a_traceback_only_the_error_is_left() -> None:
    assert str(_failed("load_agreements", TRACEBACK)).splitlines() == [
        "contracts.BadAgreement: lumeon.toml: tiers: no tier is called gold",
        "Say which is meant.",
        "The set-up stopped: `manage.py load_agreements` failed.",
    ]


def test_a_sentence_is_shown_as_it_is() -> None:
    assert str(_failed("seed_demo", "CommandError: no agreements\n")).startswith("CommandError: no")


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(Trouble, match="Unknown command: 'levitate'") as trouble:
        manage(dict(os.environ), "levitate")

    assert "Traceback" not in str(trouble.value)


def test_what_a_command_printed_is_returned() -> None:
    assert manage(dict(os.environ), "version").startswith("6.1")
