"""Who is told of a scheduled report: its recipients with a link, account managers of a wait."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from contracts.models import AssignedManager
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import POLICY, Act
from portal.tenancy.roles import Role
from reports.models import ReportRun, ReportSchedule

DOCUMENT = "report-run"  # under this kind a mail's attachment is made (reports.schedules.attached)
KEEPERS = [Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR]


def tell_recipients(
    schedule: ReportSchedule,
    vendor: Vendor,
    run: ReportRun,
    people: Iterable[Person],
    path: str,
    *,
    at: datetime,
) -> None:
    """Send a report: they were chosen to have it, so it is mailed whatever else they chose."""
    title = f"{schedule.get_kind_display()} of {run.period} for {schedule.customer}"
    attached = f"{DOCUMENT}:{run.pk}" if schedule.attaches_pdf and not vendor.phi_mode else ""
    tell(
        Telling(
            person=person,
            topic=Topic.CONTRACTS,
            letter=Letter(
                vendor=vendor,
                key=f"scheduled-{schedule.pk}-{run.period}",
                recipient=person.email,
                subject=title,
                text=_text("scheduled", person, vendor, path, title=title, attached=attached),
                at=at,
                attached=attached,
            ),
            title=title,
            said="The report is ready to be read.",
            path=path,
            customer_id=schedule.customer_id,
            is_owed=True,
        )
        for person in people
    )


def tell_of_wait(
    schedule: ReportSchedule, vendor: Vendor, run: ReportRun, why: str, *, at: datetime
) -> None:
    """Tell account managers that a report could not be sent on its day, and why."""
    title = f"{schedule.get_kind_display()} of {run.period} for {schedule.customer} waits"
    path = f"/reports/schedules/{schedule.pk}/"
    tell(
        Telling(
            person=person,
            topic=Topic.CONTRACTS,
            letter=Letter(
                vendor=vendor,
                key=f"scheduled-wait-{schedule.pk}-{run.period}",
                recipient=person.email,
                subject=title,
                text=_text("scheduled_wait", person, vendor, path, title=title, why=why),
                at=at,
            ),
            title=title,
            said=why,
            path=path,
            customer_id=schedule.customer_id,
        )
        for person in _keepers(schedule)
    )


def _keepers(schedule: ReportSchedule) -> list[Person]:
    """Return who can close a month: the account managers; without any the administrators."""
    able = [role for role in KEEPERS if Act.CLOSE_MONTH in POLICY[role]]
    rows = Membership.objects.current().staff().filter(role__in=able, person__is_active=True)
    found = list(rows.select_related("person"))
    managers = [one for one in found if one.role == Role.ACCOUNT_MANAGER] or found
    assigned = AssignedManager.objects.current().filter(contract=schedule.contract_id)
    own = [one.membership for one in assigned.select_related("membership__person")]
    return list(dict.fromkeys(one.person for one in [*managers, *own]))


def _text(name: str, person: Person, vendor: Vendor, path: str, **said: str) -> str:
    link = f"{settings.PORTAL_URL}/{vendor.slug}{path}"
    context = {"recipient": person, "vendor": vendor, "link": link, **said}
    return render_to_string(f"reports/mail/{name}.txt", context)
