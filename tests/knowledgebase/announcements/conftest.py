"""Who announces in these tests."""

import pytest

from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import Site, staff


@pytest.fixture
def mona(lumeon: Site) -> Membership:
    """Lumeon's support manager, who announces."""
    return staff(lumeon.vendor, "Mona Field", Role.SUPPORT_MANAGER)
