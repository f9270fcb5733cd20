"""A home for servers of these tests' own, which the system user of a root run can enter."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded.home import Home
from portal.embedded.servers import stop_servers


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    # Durable, as a portal's is: some tests here kill the server and look for the data.
    root = Path(tempfile.mkdtemp(prefix="sundial-home-"))
    root.chmod(0o755)
    yield (made := Home(root=root))
    stop_servers(made)
    shutil.rmtree(root)
