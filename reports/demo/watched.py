"""How the demo world's vendors watch what they run, and what is suspected of it (HR-10)."""

from datetime import timedelta

from availability.ingest import Measured, take_samples
from availability.models import Component, SampleSource, TokenKind
from availability.services.monitors import Watch, add_probe, make_token
from availability.services.suspecting import dismiss_proposal, report_suspicion
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

MINUTE = timedelta(minutes=1)
UNMEASURED = range(17, 20)  # minutes ago


def watch_services(slug: str, cast: Cast) -> None:
    """This function will watch the vendor's components, and suspect something of the second."""
    components = list(Component.objects.with_service())
    if not components:
        return
    crew = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    keeper, agent = crew[Role.ADMINISTRATOR], crew[Role.AGENT]
    for component in components:
        _watch(slug, component, keeper, cast)
        _measure(component, cast)
    make_token(
        by=keeper,
        name="Alertmanager",
        kind=TokenKind.ALERTS,
        component=components[0],
        at=cast.began,
    )
    _suspect(components[-1], agent, cast)


def _watch(slug: str, component: Component, by: Membership, cast: Cast) -> None:
    """This function will set up a probe that is switched off: the demo asks no address."""
    watch = Watch(
        name="Front page, from outside",
        url=f"https://{component.slug}.{slug}.example/health",
        expected_text="ok",
        is_enabled=False,
    )
    add_probe(by=by, component=component, watch=watch, at=cast.began)


def _measure(component: Component, cast: Cast) -> None:
    """This function will measure the last hour, but for three minutes."""
    vendor = component.service.vendor
    samples = [
        Measured(
            component=component.pk,
            at=cast.at - n * MINUTE,
            is_up=True,
            milliseconds=420 + 13 * (n % 9),
        )
        for n in range(60)
        if n not in UNMEASURED
    ]
    take_samples(vendor=vendor, samples=samples, source=SampleSource.SENT, at=cast.at)


def _suspect(component: Component, by: Membership, cast: Cast) -> None:
    drill = report_suspicion(
        by=by,
        component=component,
        since=cast.at - 26 * 60 * MINUTE,
        title="No answer from the second data centre",
        at=cast.at - 25 * 60 * MINUTE,
    )
    reason = "The switch-over that was rehearsed that morning; users noticed nothing."
    dismiss_proposal(by=by, proposal=drill, reason=reason, at=cast.at - 25 * 60 * MINUTE)
    report_suspicion(
        by=by,
        component=component,
        since=cast.at - 12 * MINUTE,
        title="Pages load slowly for two clinics",
        words="Both telephoned; our own sign-in takes nine seconds.",
        at=cast.at - 8 * MINUTE,
    )
