"""What an administrator of the demo world is writing into the agreement's next version (CO-04)."""

from contracts.domain.editing import Place, Section
from contracts.editing import fields_of, read_data
from contracts.models.draft import mark_of
from contracts.services.publishing import newest_version, save_cells
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

CONTACTS = Place(Section.ENTITLEMENTS, "technical_contacts", "premium")
ON_SITE = Place(Section.ENTITLEMENTS, "on_site_days", "premium")


def write_next_version(slug: str, cast: Cast) -> None:
    """This function will leave Lumeon's administrator amid a draft: Premium is to have more."""
    if slug != "lumeon":
        return
    administrator = next(m for m in cast.members.values() if m.role == Role.ADMINISTRATOR)
    text = newest_version(administrator.vendor).source
    stands = fields_of(read_data(text))
    save_cells(
        by=administrator,
        typed={
            CONTACTS: {**stands[CONTACTS], "value": "7"},
            ON_SITE: {**stands[ON_SITE], "times": "3"},
        },
        seen=mark_of(text),
        reason="Premium customers with several sites asked for more people and more days.",
        at=cast.at,
    )
