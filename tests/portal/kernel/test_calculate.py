"""`manage.py calculate` answers a line for a line, whatever the lines are."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[3]
CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/golden/business_time.json").read_text())
GOOD = json.dumps(CASES[0])


def calculate(text: str | bytes, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """This function will run the command on lines of text and read its answers."""
    given = text.encode() if isinstance(text, str) else text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    answers = io.StringIO()
    call_command("calculate", "business_time", stdout=answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def test_every_line_is_answered_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = calculate("\n".join(json.dumps(case) for case in CASES), monkeypatch)

    assert [answer["id"] for answer in answers] == [case["id"] for case in CASES]
    assert all(answer.keys() == {"id", "result"} for answer in answers)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param("not json", None, id="no-json"),
        pytest.param("[1, 2]", None, id="no-object"),
        pytest.param("null", None, id="null"),
        pytest.param('{"id": "x"}', "x", id="nothing-but-an-id"),
        pytest.param('{"id": 7, "tz": 1}', 7, id="wrong-type"),
        pytest.param('{"id": ["x"]}', None, id="an-id-that-is-none"),
        pytest.param(GOOD.replace("-5400", "NaN"), CASES[0]["id"], id="not-a-number"),
        pytest.param(GOOD.replace("-5400", "1e400"), CASES[0]["id"], id="infinite"),
        pytest.param(GOOD.replace("-5400", "9" * 5000), None, id="more-digits-than-python-reads"),
        pytest.param(GOOD.replace("-5400", "9" * 500), CASES[0]["id"], id="huge"),
        pytest.param(GOOD.replace("Etc/UTC", "Mars/Olympus"), CASES[0]["id"], id="unknown-zone"),
        pytest.param(GOOD.replace("2006-01-04", "0001-01-04"), CASES[0]["id"], id="year-1"),
        pytest.param(GOOD.replace("2006-01-04", "9999-12-31"), CASES[0]["id"], id="year-9999"),
        pytest.param("[" * 100_000, None, id="bottomless"),
        pytest.param('{"id": "\\ud800"}', "\ud800", id="half-a-character"),
    ],
)
def test_a_line_that_makes_no_sense_gets_an_error_and_the_rest_go_on(
    line: str, name: str | int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, good = calculate(f"{line}\n{GOOD}\n", monkeypatch)

    assert broken.keys() == {"id", "error"}
    assert broken["id"] == name
    assert broken["error"].endswith(".")
    assert good["result"] == "2006-01-04T15:00:00Z"


def test_bytes_that_are_no_text_get_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = calculate(b"\xff\xfe{}\n" + GOOD.encode(), monkeypatch)

    assert [answer.get("error") for answer in answers] == ["The line is not JSON.", None]


def test_blank_lines_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(calculate(f"\n  \n{GOOD}\n\n", monkeypatch)) == 1


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(CommandError, match="business_time, clock"):
        call_command("calculate", "nonsense")


def run(*arguments: str, given: str) -> subprocess.CompletedProcess[str]:
    """This function will run the command as people do, with a database that is not there."""
    return subprocess.run(
        [sys.executable, "manage.py", "calculate", *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={
            "DATABASE_URL": "postgres://nobody@localhost:1/none",
            "PATH": "",
            "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),  # the interpreter's own
        },
    )


def test_it_runs_as_a_command_without_a_database() -> None:
    done = run("business_time", given=f"{GOOD}\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"id": CASES[0]["id"], "result": "2006-01-04T15:00:00Z"}


def test_an_unknown_kind_ends_the_command_with_one_sentence() -> None:
    done = run("nonsense", given="")

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "business_time, clock" in done.stderr


def test_a_reader_who_leaves_early_sees_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "manage.py", "calculate", "business_time"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(f"{GOOD}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(f"{GOOD}\n".encode() * 3)
        process.stdin.close()
        assert process.stderr.read() == b""
