"""What the tests of this directory share."""

from collections.abc import Iterator

import pytest

from tests.portal.web.absent import nobody, valkey_at


@pytest.fixture
def no_valkey(db: None) -> Iterator[None]:
    """No server where Valkey should be."""
    with valkey_at(nobody()):
        yield
