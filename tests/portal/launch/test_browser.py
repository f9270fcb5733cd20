"""The browser of the tests: found, or missed out loud. Nothing is installed here."""

from pathlib import Path

import pytest

from portal.embedded.trouble import Trouble
from portal.launch.browser import browser_path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer without a browser and without a way to install one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SUNDIAL_CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def test_the_browser_on_the_path_is_taken(bare: Path) -> None:
    program = bare / "chromium"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)

    assert browser_path() == str(program)


def test_the_browser_named_by_the_caller_comes_first(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUNDIAL_CHROMIUM", "/opt/browser")

    assert browser_path() == "/opt/browser"


def test_without_one_the_answer_is_none(bare: Path) -> None:
    assert browser_path() is None


def test_in_ci_a_missing_browser_is_a_failure(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(Trouble, match="need Chromium and it could not be installed"):
        browser_path()
