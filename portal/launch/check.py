"""`bin/check`: every check that does not run the tests, each with its time, to the end."""

import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.home import CHECKOUT
from portal.embedded.testing import start
from portal.launch.steps import say
from portal.launch.surroundings import Environment, without_settings

DJANGO = "6.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One command; `shows` prints what it says even when all is well."""

    name: str
    command: tuple[str, ...]
    environment: Environment = field(default_factory=dict)
    shows: bool = False


def check() -> int:
    """This function will run every check on servers of its own and name those that fail."""
    services = start()
    try:
        failed = run_checks(without_settings() | services.environment())
    finally:
        services.stop()
    return 1 if failed else 0


def run_checks(environment: Environment) -> list[str]:
    """This function will run every check and return the names of those that failed."""
    failed = [item.name for item in _checks() if not _passes(item, environment)]
    if failed:
        say(f"bin/check: {len(failed)} failed: {', '.join(failed)}")
    else:
        say("bin/check: all passed")
    return failed


def _checks() -> list[Check]:
    manage = _python("manage.py")
    production = {
        "SUNDIAL_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "sundial.example",
        "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
    }
    return [
        Check(name="ruff", command=_tool("ruff", "check", "--quiet", ".")),
        Check(name="format", command=_tool("ruff", "format", "--check", ".")),
        Check(name="types", command=_tool("mypy", *_packages())),
        Check(name="floors", command=_program("lint-imports")),
        *_template_checks(),
        Check(name="migrations", command=(*manage, "makemigrations", "--check", "--dry-run")),
        Check(
            name="deployment",
            command=(*manage, "check", "--deploy", "--fail-level", "WARNING"),
            environment=production,
        ),
        Check(name="sizes", command=_tool("portal.launch.sizes"), shows=True),
    ]


def _template_checks() -> list[Check]:
    templates = sorted(str(path) for path in CHECKOUT.glob("**/templates/**/*.html") if _ours(path))
    if not templates:
        return []
    return [
        Check(
            name="djade",
            command=_program("djade", "--check", "--target-version", DJANGO, *templates),
        ),
        Check(name="djlint", command=_tool("djlint", "--lint", "--quiet", *templates)),
    ]


def _packages() -> list[str]:
    """This function will return what is to be type-checked: our packages, tests and programs."""
    found = [path.parent.name for path in CHECKOUT.glob("*/__init__.py") if _ours(path)]
    return ["manage.py", *sorted(found)]


def _ours(path: Path) -> bool:
    return not {".venv", ".data"} & set(path.relative_to(CHECKOUT).parts)


def _passes(item: Check, environment: Environment) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        item.command,
        cwd=CHECKOUT,
        env=environment | item.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    say(f"{item.name:<12} {'failed' if done.returncode else 'ok':<6} {seconds:6.1f} s")
    if done.returncode or item.shows:
        say(done.stdout.rstrip())
    return done.returncode == 0


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def _tool(module: str, *arguments: str) -> tuple[str, ...]:
    return _python("-m", module, *arguments)


def _program(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(Path(sys.executable).with_name(name)), *arguments)
