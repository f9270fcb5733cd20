"""Who can sign in to the demo world, and how one sees that it is there."""

from collections.abc import Iterator

from portal.tenancy.models import Person
from portal.tenancy.roles import Role
from reports.demo.plan import FIRMS
from reports.demo.who import Actor, Firm

PASSWORD = "the sundial counts only sunny hours"  # noqa: S105 - told to everyone who tries the demo
HEADINGS = ("Vendor", "Role", "Name", "Email")

type Row = tuple[str, str, str, str]


def everyone() -> Iterator[tuple[Firm, Actor]]:
    """This function will yield each part that somebody plays, vendor by vendor."""
    for firm in FIRMS:
        for actor in (*firm.staff, *(actor for house in firm.houses for actor in house.people)):
            yield firm, actor


def at_two_vendors() -> Actor:
    """This function will return who is a contact at two vendors and sees one home (CO-01)."""
    seen: dict[str, str] = {}
    for firm, actor in everyone():
        if seen.setdefault(actor.email, firm.slug) != firm.slug:
            return actor
    raise LookupError("Nobody belongs to two vendors.")


def is_there() -> bool:
    """This function will tell whether the world has been made: it is made whole or not at all."""
    return Person.objects.filter(email=at_two_vendors().email).exists()


def rows() -> list[Row]:
    """This function will return one sign-in for each role at each vendor, in the roles' order."""
    found: dict[tuple[str, Role], Row] = {}
    for firm, actor in everyone():
        label = f"{actor.role.label} ({actor.tier})" if actor.tier else actor.role.label
        row = (firm.slug, label, actor.name, actor.email)
        found.setdefault((firm.slug, actor.role), row)
    order = list(Role)
    slugs = [firm.slug for firm in FIRMS]
    return [
        found[key] for key in sorted(found, key=lambda k: (slugs.index(k[0]), order.index(k[1])))
    ]


def table() -> str:
    """This function will lay the sign-ins out in columns, with the password they share."""
    lines = [HEADINGS, *rows()]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    shown = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    both = at_two_vendors()
    shown.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(
        [
            *shown,
            "",
            f"{both.name} ({both.email}) is a contact at two vendors and sees one home for both.",
            f"Everyone's password: {PASSWORD}",
        ]
    )
