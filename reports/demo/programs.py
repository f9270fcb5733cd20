"""API tokens of the demo world: programs that read, one that writes, one that was revoked."""

from datetime import timedelta

from portal.people.tokens import make_token, revoke_token
from portal.tenancy.bearing import bearer_of
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import DAY, Cast

QUARTER = 90  # days


def keep_programs(slug: str, cast: Cast) -> None:
    """This function will give a contact and an agent the tokens that their programs use."""
    by_role = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    contact, agent = by_role[Role.TECHNICAL_CONTACT], by_role[Role.AGENT]
    _used(slug, cast, contact, "Ward board", writes=False)
    _used(slug, cast, agent, "Telephone system", writes=True)
    made = cast.at - 40 * DAY
    lost, _ = make_token(by=agent, name="Old laptop", days=QUARTER, can_write=True, at=made)
    revoke_token(token=lost, by=agent, at=made + 3 * DAY)


def _used(slug: str, cast: Cast, by: Membership, name: str, *, writes: bool) -> None:
    made = cast.at - 20 * DAY
    _, secret = make_token(by=by, name=name, days=QUARTER, can_write=writes, at=made)
    # As when the program comes; nobody keeps the secret, so nobody else ever does.
    bearer_of(secret, slug=slug, at=cast.at - timedelta(minutes=25))
