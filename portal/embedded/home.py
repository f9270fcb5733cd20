"""Where a checkout keeps its embedded servers.

Everything lies under one directory, `.data` for the portal that people use and
`.data/test` for the tests, so two checkouts, or the tests and a running portal,
never meet. Two things may lie elsewhere:

- The socket of PostgreSQL, because the system allows a socket's path only 107
  bytes. When `.data` is too deep it lies under the system's directory for
  temporary files, named by a hash of the path.
- The PostgreSQL cluster and socket of a checkout that only root may enter (see
  `portal.embedded.service_user`), which then lies under `/var/lib`.
"""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One directory of embedded servers, and whether what they hold must survive a crash."""

    root: Path
    durable: bool = True

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def slots(self) -> Path:
        return self.root / "slots"

    @property
    def mark(self) -> str:
        """A short name of this directory, different for every other one."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:12]

    def sockets(self) -> Path:
        inside = self.root / "run"
        if len(bytes(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return inside
        return Path(tempfile.gettempdir()) / f"sundial-{self.mark}"


def home_of_the_portal(data_dir: Path | None = None) -> Home:
    return Home(root=(data_dir or CHECKOUT / ".data").resolve())


def home_of_the_tests() -> Home:
    return Home(root=(CHECKOUT / ".data" / "test").resolve(), durable=False)
