"""How `.venv` is judged and filled, as far as that can be told without the network."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded.home import CHECKOUT
from portal.launch import install


def test_the_locked_lines_of_one_package_include_its_hashes() -> None:
    entry = install._entry_of("uv").splitlines()

    assert entry[0].startswith("uv==")
    assert all(line.strip().startswith("--hash=sha256:") for line in entry[1:])
    assert not entry[-1].endswith("\\")


def test_a_different_lock_asks_for_another_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = install._fingerprint()
    (tmp_path / "requirements.lock").write_text("other", encoding="utf-8")
    monkeypatch.setattr(install, "LOCKED", tmp_path / "requirements.lock")

    assert install._fingerprint() != before


def test_a_moved_checkout_asks_for_another_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = install._fingerprint()
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")

    assert install._fingerprint() != before


def test_the_installer_needs_nothing_but_the_standard_library() -> None:
    code = "import runpy; runpy.run_path('portal/launch/install.py', run_name='looked at')"

    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=CHECKOUT, check=False)

    assert done.returncode == 0
