"""Searches that the demo world's desk keeps: the managers share theirs."""

from incidents.services.saved_views import save_view, share_view
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

SHARED = (("Critical and high", "severity:1,2"), ("Due today", "due<8h"))
OWN = (("Mine, with us", "owner:me waiting:us"),)


def keep_views(cast: Cast) -> None:
    """This function will save a few views, the manager's for everybody at the desk."""
    by_role = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    manager = by_role[Role.SUPPORT_MANAGER]
    for name, query in SHARED:
        view = save_view(by=manager, name=name, query=query)
        share_view(view=view, by=manager, shared=True, at=cast.began)
    for name, query in OWN:
        save_view(by=by_role[Role.AGENT], name=name, query=query)
