"""A component that is watched, for whoever walks all addresses."""

from availability.models import ProbeKind, TokenKind
from availability.services.monitors import Watch, add_probe, make_token
from availability.services.suspecting import report_suspicion
from tests.availability.published import component_of
from tests.cast import Site
from tests.factories import MONDAY


def keys_of_monitoring(site: Site) -> dict[str, str]:
    """Make what the addresses of monitoring need, and name it; its scope must be open."""
    ada, part = site.administrator, component_of(site, "Mirror")
    watch = Watch(name="Alive", kind=ProbeKind.HEARTBEAT, interval=300, timeout=60)
    probe = add_probe(by=ada, component=part, watch=watch, at=MONDAY)
    token, _ = make_token(by=ada, name="Watcher", kind=TokenKind.ALERTS, at=MONDAY)
    suspicion = report_suspicion(
        by=site.agent, component=part, since=MONDAY, title="Mirror is slow", at=MONDAY
    )
    keys = {
        "suspected/<int:pk>/": suspicion.pk,
        "services/<int:pk>/": part.service_id,
        "components/<int:pk>/": part.pk,
        "probes/<int:pk>/": probe.pk,
        "tokens/<int:pk>/": token.pk,
    }
    return {
        "slug": part.slug,
        **{f"monitoring/{pattern}": str(key) for pattern, key in keys.items()},
        "api/probes/<int:pk>/": str(probe.pk),
        "api/monitor-tokens/<int:pk>/": str(token.pk),
        "api/suspected/<int:pk>/": str(suspicion.pk),
    }
