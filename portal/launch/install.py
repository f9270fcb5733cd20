"""Makes `.venv` hold exactly what requirements.lock says.

Run as a file by a bare Python 3.13 before anything is installed, so it imports
the standard library only. A stamp inside `.venv` names what was installed there;
it is removed first and written last, so an installation that was cut short is
seen and put right by the next one.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "sundial-stamp"
LOCKED = CHECKOUT / "requirements.lock"
TOLD = "Its last words were"


class InstallTrouble(Exception):
    """One sentence that says what is wrong and what to do."""


def main() -> int:
    try:
        with _one_at_a_time():
            install()
    except (InstallTrouble, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install() -> None:
    """This function will install what is locked, or do nothing when it is there already."""
    wanted = _fingerprint()
    if _works() and STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted:
        return
    started = time.monotonic()
    print("Installing the packages of requirements.lock (once, about a minute) ...", flush=True)
    if not _works():
        _make_venv()
    STAMP.unlink(missing_ok=True)
    _install_locked()
    STAMP.write_text(wanted, encoding="ascii")
    print(f"Installed in {time.monotonic() - started:.1f} s.", flush=True)


def _fingerprint() -> str:
    # The place counts: the scripts of a .venv name it, so a moved one must be made anew.
    parts = (LOCKED.read_bytes(), sys.version.encode(), bytes(VENV))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _works() -> bool:
    if not PYTHON.exists():
        return False
    question = "import pip, sys; print(sys.prefix, sys.version_info[:2])"
    done = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return done.stdout.strip() == f"{VENV} (3, 13)" and _scripts_are_at_home()


def _scripts_are_at_home() -> bool:
    activate = VENV / "bin" / "activate"
    return activate.exists() and str(VENV) in activate.read_text(encoding="utf-8")


def _make_venv() -> None:
    done = _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if done.returncode:
        raise InstallTrouble(
            f"{sys.executable} could not make .venv: install its venv module (Debian: "
            f"apt-get install python3.13-venv). {TOLD}: {_last_line(done)}"
        )


def _install_locked() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        uv_only = Path(scratch) / "uv.lock"
        uv_only.write_text(_entry_of("uv"), encoding="utf-8")
        _pip("--no-deps", "--requirement", str(uv_only))
    uv = [str(PYTHON), "-m", "uv", "pip", "sync", "--python", str(PYTHON)]
    done = _run([*uv, "--require-hashes", "--quiet", str(LOCKED)])
    if done.returncode:
        # uv does not read pip's own settings, where some people name their package mirror.
        _pip("--requirement", str(LOCKED))


def _entry_of(package: str) -> str:
    """This function will return the locked lines of one package, hashes included."""
    lines = LOCKED.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{package}=="))
    end = next(n for n in range(start, len(lines)) if not lines[n].rstrip().endswith("\\"))
    return "".join(lines[start : end + 1])


def _pip(*arguments: str) -> None:
    patience = ("--retries", "1", "--timeout", "20", "--disable-pip-version-check", "--quiet")
    command = [str(PYTHON), "-m", "pip", "install", *patience, "--require-hashes", *arguments]
    done = _run(command)
    if done.returncode:
        raise InstallTrouble(
            "The packages could not be fetched: check the network (or pip's index settings) "
            f"and start again. {TOLD}: {_last_line(done)}"
        )


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    # A virtual environment the caller happens to stand in must not be the one we fill.
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return lines[-1] if lines else f"exit status {done.returncode}"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    data = CHECKOUT / ".data"
    data.mkdir(exist_ok=True)
    with (data / "install.lock").open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
