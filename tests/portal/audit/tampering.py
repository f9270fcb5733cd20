"""Tampering with the record as the owner of its tables, whom neither rights nor triggers stop."""

from portal.audit import sealing, verifying
from portal.audit.models import AuditEvent, AuditSeal, record
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import as_owner
from tests.factories import MONDAY

TABLES = ("audit_auditevent", "audit_auditseal", "audit_chaincheck")


def tamper(vendor: Vendor, *statements: str) -> None:
    """Run statements as the owner with all triggers of ours off, and commit them."""
    switches = [f'ALTER TABLE "{table}" {{}} TRIGGER append_only_rows' for table in TABLES]
    with as_owner() as raw:
        raw.execute("SELECT set_config('app.vendors', %s, true)", [str(vendor.pk)])
        for switch in switches:
            raw.execute(switch.format("DISABLE"))
        for statement in statements:
            assert raw.execute(statement).rowcount != 0, f"it did nothing: {statement}"
        raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for switch in switches:
            raw.execute(switch.format("ENABLE"))
        raw.commit()


def told(site: Site, count: int = 1, **changes: str) -> list[AuditEvent]:
    """Record changes of the site's customer, each in a transaction of its own."""
    events = []
    for number in range(count):
        with vendor_scope(site.vendor):
            events.append(
                record(
                    "customer renamed",
                    site.house.customer,
                    actor=site.administrator.person,
                    at=MONDAY,
                    before={"name": f"Name {number}"},
                    after={"name": f"Name {number + 1}"},
                    **changes,
                )
            )
    return events


def sealed(site: Site, count: int = 5) -> list[AuditSeal]:
    """Record changes, seal them and return the whole chain."""
    told(site, count)
    sealing.seal_all(site.vendor)
    return chain(site)


def chain(site: Site) -> list[AuditSeal]:
    """Return the whole chain of a site's vendor."""
    with vendor_scope(site.vendor):
        return list(AuditSeal.objects.order_by("number"))


def found(site: Site) -> str:
    """Read the chain and return what is wrong with it."""
    *_, end = verifying.read(site.vendor)
    assert end.is_end
    return end.problem
