"""The pages of outages, maintenance, monitoring and months, and who visits them."""

from tests.e2e.stops import Stop, by

AVAILABILITY_PAGES = [
    *by("contact agent administrator", "status:page", "/lumeon/status/"),
    Stop("status:page", "/healthy-roster/status/", slug="healthy-roster"),
    *by("agent", "status:updates", "/lumeon/status/updates/outages/{out}/"),
    *by("contact agent manager", "outages:list", "/lumeon/outages/"),
    *by("agent", "outages:list", "/lumeon/outages/?state=withdrawn&month=2026-01"),
    *by("agent", "outages:declare", "/lumeon/outages/new/"),
    *by("contact agent administrator", "outages:outage", "/lumeon/outages/{out}/"),
    *by("agent", "outages:correct", "/lumeon/outages/{out}/correction/"),
    *by("agent administrator", "monitoring:overview", "/lumeon/monitoring/"),
    *by("agent", "monitoring:proposals", "/lumeon/monitoring/suspected/"),
    *by("agent", "monitoring:proposals", "/lumeon/monitoring/suspected/?state=dismissed"),
    *by("agent", "monitoring:suspect", "/lumeon/monitoring/suspected/new/"),
    *by("agent", "monitoring:proposal", "/lumeon/monitoring/suspected/{suspicion}/"),
    *by("administrator", "monitoring:add_service", "/lumeon/monitoring/services/new/"),
    *by("administrator", "monitoring:service", "/lumeon/monitoring/services/{watched}/"),
    *by("agent administrator", "monitoring:component", "/lumeon/monitoring/components/{part}/"),
    *by(
        "administrator", "monitoring:add_probe", "/lumeon/monitoring/components/{part}/probes/http/"
    ),
    *by("agent administrator", "monitoring:probe", "/lumeon/monitoring/probes/{probe}/"),
    *by("administrator", "monitoring:add_token", "/lumeon/monitoring/tokens/new/"),
    *by(
        "administrator",
        "monitoring:revoke_token",
        "/lumeon/monitoring/tokens/{monitor_token}/ending/",
    ),
    *by("agent", "outage_imports:list", "/lumeon/outages/imports/"),
    *by("agent", "outage_imports:import", "/lumeon/outages/imports/{rows}/"),
    *by("contact agent", "months:overview", "/lumeon/availability/"),
    *by("contact agent", "backups:list", "/lumeon/backups/"),
    *by("contact agent", "maintenance:list", "/lumeon/maintenance/"),
    *by("agent", "maintenance:list", "/lumeon/maintenance/?show=past"),
    *by("contact agent", "maintenance:calendar", "/lumeon/maintenance/calendar/?month=2031-03"),
    *by("agent", "maintenance:plan", "/lumeon/maintenance/new/"),
    *by("contact agent administrator", "maintenance:work", "/lumeon/maintenance/{work}/"),
    *by("agent", "maintenance:change", "/lumeon/maintenance/{work}/change/"),
]

# Lumeon promises no availability: months are those of PatientIQ, once June 2026 has begun.
AVAILABILITY_PAGES += [
    Stop(name, f"/patientiq/availability/{rest}", who, "patientiq")
    for who, name, rest in (
        ("agent", "months:overview", ""),
        ("contact", "months:overview", ""),
        ("agent", "months:month", "{contract}/2026-06/"),
        ("contact", "months:month", "{contract}/2026-06/"),
        ("administrator", "months:closing", "{contract}/2026-06/closing/"),
        ("administrator", "months:closings", "closings/?month=2026-06"),
        ("administrator", "months:run", "closings/{closing}/"),
    )
]

# PatientIQ promises no response time: slow days are Healthy Roster's.
AVAILABILITY_PAGES += [
    Stop("months:slow", f"/healthy-roster/availability/{rest}", who, "healthy-roster")
    for who, rest in (
        ("agent", "{contract}/2026-06/slow-days/"),
        ("agent", "{contract}/2026-06/slow-days/?day=2026-06-23"),
        ("contact", "{contract}/2026-06/slow-days/"),
    )
]

AVAILABILITY_PAGES += [
    Stop(name, f"/patientiq/credits/claims/{rest}", who, "patientiq")
    for who, name, rest in (
        ("agent", "claims:list", ""),
        ("contact", "claims:list", "?show=to_decide"),
        ("contact", "claims:new", "new/{claimable}/"),
        ("agent", "claims:new", "new/{claimable}/?contract={contract}&source=mail"),
        ("agent", "claims:recording", "recording/{asking}/"),
        ("contact", "claims:claim", "{claim}/"),
        ("administrator", "claims:claim", "{claim}/"),
    )
]

AVAILABILITY_NOT_PAGES = {
    "claims:limit": "takes what the list of claims posts",
    "claims:decide": "takes what a claim's page posts",
    "claims:complete": "the same",
    "claims_api:list": "JSON",
    "claims_api:claim": "JSON",
    "claims_api:complete": "takes JSON",
    "claims_api:decide": "takes JSON",
    "months_api:closings": "JSON",
    "months_api:run": "JSON",
    "months_api:signatures": "JSON",
    "status:feed": "an Atom feed",
    "monitoring:proposal_deed": "takes what a suspicion's page posts",
    "monitoring:retire_service": "takes what a service's page posts",
    "monitoring:add_component": "the same",
    "monitoring:component_deed": "takes what a component's page posts",
    "monitoring:trial": "takes what a probe's page posts",
    "monitoring:heartbeat_token": "the same",
    "monitoring_by_header": "takes what programs post",
    "monitoring_by_address": "the same",
    "monitoring_api:components": "JSON",
    "monitoring_api:days": "JSON",
    "monitoring_api:probes": "JSON",
    "monitoring_api:probe": "JSON",
    "monitoring_api:tokens": "JSON",
    "monitoring_api:token": "JSON",
    "monitoring_api:proposals": "JSON",
    "monitoring_api:proposal": "JSON",
    "monitoring_api:deed": "takes JSON",
    "outages:propose": "takes what an outage's page posts",
    "outages:exclusion_deed": "the same",
    "outages:deed": "the same",
    "outages_api:list": "JSON",
    "outages_api:outage": "JSON",
    "outages_api:correct": "takes JSON",
    "outages_api:exclusions": "JSON",
    "outages_api:exclusion_deed": "takes JSON",
    "outages_api:deed": "takes JSON",
    "outage_imports:mapping": "takes what a file's page posts",
    "outage_imports:confirmation": "the same",
    "backups:runs": "takes what the page of backups posts",
    "maintenance:preview": "a part of the planner's page",
    "maintenance:file": "an iCalendar file",
    "maintenance:deed": "takes what the page of a piece of work posts",
    "maintenance_api:list": "JSON",
    "maintenance_api:preview": "takes JSON",
    "maintenance_api:work": "JSON",
    "maintenance_api:changes": "takes JSON",
    "maintenance_api:deed": "takes JSON",
    "backups_api:list": "JSON",
    "months:kept": "of a month that was closed: tests/availability/test_month_pages.py",
    "months:sheet": "a CSV file",
    "months_api:month": "JSON",
    "months_api:slow": "JSON",
}
