"""What runs by itself, and when. Beat only wakes workers: what is due stands in PostgreSQL."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

type Entry = dict[str, Any]

HOURS = 60 * 60  # seconds
OFTEN = {
    "follow-calendars": "sla.tasks.follow_calendars",
    "sweep-clocks": "sla.tasks.sweep",
    "ask-probes": "availability.tasks.ask_probes",
    "tell-of-duties": "incidents.tasks.tell_of_duties",
    "scan-files": "incidents.tasks.scan_files",
    "send-mail": "portal.notify.tasks.send_due",
    "settle-notices": "availability.maintenance_tasks.settle_notices",
    "seal-audit": "portal.audit.tasks.seal",
}
# By name: the task, and the hour and minute in UTC.
DAILY = {
    "keep-samples": ("availability.tasks.keep_samples", 1, 40),
    "expire-report-files": ("reports.tasks.expire_files", 2, 10),
    "keep-contracts": ("contracts.tasks.keep_contracts", 2, 40),
    "replay-clocks": ("sla.tasks.replay_clocks", 3, 10),
    "verify-audit": ("portal.audit.tasks.verify", 3, 40),
    "forget-read-news": ("portal.notify.tasks.forget_read", 4, 10),
    "remind-of-articles": ("knowledgebase.tasks.remind_of_articles", 6, 40),
    "remind-of-credits": ("credits.tasks.remind_of_credits", 5, 50),
    "tell-of-lifecycles": ("contracts.tasks.tell_of_lifecycles", 6, 20),
}


def schedule(seconds: int) -> dict[str, Entry]:
    """Return the entries of beat by name; what must not wait is begun every so many seconds.

    A wake-up that is not taken before the next one comes is worth nothing: it expires.
    """
    often = timedelta(seconds=seconds)
    # A restore is due by the hour, so that a day would be too late to tell.
    late = _entry("contracts.tasks.tell_of_late_obligations", timedelta(minutes=5), 5 * 60)
    return {
        **{name: _entry(task, often, seconds) for name, task in OFTEN.items()},
        **{
            name: _entry(task, crontab(hour=hour, minute=minute), 6 * HOURS)
            for name, (task, hour, minute) in DAILY.items()
        },
        "tell-of-late-obligations": late,
        "add-up-samples": _entry("availability.tasks.add_up_today", timedelta(minutes=5), 300),
        "remind-of-notices": _entry(
            "availability.maintenance_tasks.remind_of_notices", timedelta(minutes=5), 5 * 60
        ),
        "publish-articles": _entry(
            "knowledgebase.tasks.publish_articles", timedelta(minutes=1), 60
        ),
        "publish-announcements": _entry(
            "knowledgebase.tasks.publish_announcements", timedelta(minutes=1), 60
        ),
        "forget-article-files": _entry(
            "knowledgebase.tasks.forget_article_files", crontab(minute=42), HOURS
        ),
        "send-scheduled-reports": _entry("reports.tasks.send_scheduled", crontab(minute=22), HOURS),
        "forget-kept": _entry("portal.web.tasks.forget_kept", crontab(minute=52), HOURS),
        "poll-mailboxes": _entry("incidents.tasks.poll_mailboxes", timedelta(minutes=1), 60),
        "settle-claims": _entry("credits.tasks.settle_waiting_claims", crontab(minute=32), HOURS),
        "ship-fixes": _entry("incidents.tasks.ship_fixes", crontab(minute=12), HOURS),
        "look-after-solutions": _entry(
            "incidents.tasks.look_after_solutions", crontab(minute=7), HOURS
        ),
    }


def _entry(task: str, when: timedelta | crontab, expires: int) -> Entry:
    return {"task": task, "schedule": when, "options": {"expires": expires}}
