"""What happens between an empty database and the first page: migrate, agreements, demo."""

import subprocess
import sys
from itertools import dropwhile
from pathlib import Path

from portal.embedded.home import CHECKOUT
from portal.embedded.trouble import Trouble
from portal.launch.database import Database
from portal.launch.steps import say, step
from portal.launch.surroundings import Environment, is_demo

LAST_WORDS = 15  # lines shown of a command that failed


def prepare(environment: Environment, database: Database) -> None:
    """This function will leave a database that the portal can start on. Safe to repeat."""
    with step("Migrating the database"):
        if database.owner_url is None:
            _check_migrated(environment)
        else:
            manage(environment | {"DATABASE_URL": database.owner_url}, "migrate")
    with step("Loading the agreements"):
        manage(environment, "load_agreements")
    if is_demo(environment):
        _seed(environment)


def manage(environment: Environment, *arguments: str) -> str:
    """This function will run a command of manage.py and return what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise _failed(arguments[0], done.stdout + done.stderr)
    return done.stdout


def demo_sign_ins(environment: Environment) -> str:
    return manage(environment, "demo_sign_ins").rstrip()


def _seed(environment: Environment) -> None:
    # Its progress bar shows on the terminal, so the step takes several lines.
    if not sys.stdout.isatty():
        with step("Seeding the demo world, unless it is there"):
            manage(environment, "seed_demo")
        return
    say("Seeding the demo world, unless it is there:")
    command = [sys.executable, str(Path("manage.py")), "seed_demo"]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise _failed("seed_demo", "")


def _check_migrated(environment: Environment) -> None:
    try:
        manage(environment, "migrate", "--check")
    except Trouble:
        raise Trouble(
            "The database lacks migrations and the role in DATABASE_URL may not run them: set "
            "DATABASE_OWNER_URL to the role that owns the tables."
        ) from None


def _failed(command: str, said: str) -> Trouble:
    lines = [line for line in _without_frames(said.splitlines()) if line.strip()]
    return Trouble(
        "\n".join([*lines[-LAST_WORDS:], f"The set-up stopped: `manage.py {command}` failed."])
    )


def _without_frames(lines: list[str]) -> list[str]:
    """This function will leave of a traceback only what it ends with: the error itself."""
    frames = [number for number, line in enumerate(lines) if line.startswith('  File "')]
    rest = lines[frames[-1] :] if frames else lines
    return list(dropwhile(lambda line: line.startswith("  "), rest))
