"""Words about an outage or maintenance as it goes on, for the status page or for colleagues."""

from datetime import datetime

from django.db import transaction

from availability.models import Maintenance, Outage, Stage, StatusUpdate
from contracts.services.said import paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

OF_OUTAGE = (Stage.INVESTIGATING, Stage.IDENTIFIED, Stage.MONITORING, Stage.RESOLVED)
OF_WORK = (Stage.SCHEDULED, Stage.IN_PROGRESS, Stage.COMPLETED)


@transaction.atomic
def write_update(
    *,
    by: Membership,
    about: Outage | Maintenance,
    words: str,
    stage: str,
    is_public: bool,
    at: datetime,
) -> StatusUpdate:
    """Write an update; one that is not public is read by the vendor's own people only.

    Staff who may declare outages write about them, those who plan maintenance about that.

    :raises Refusal: if `by` may not, nothing is said, or the stage is none of its kind.
    """
    is_outage = isinstance(about, Outage)
    require(by, Act.DECLARE_OUTAGE if is_outage else Act.PLAN_MAINTENANCE)
    if stage not in (OF_OUTAGE if is_outage else OF_WORK):
        raise Refusal("Choose how far it is.", code="stage")
    made = StatusUpdate.objects.create(
        vendor_id=about.vendor_id,
        outage=about if isinstance(about, Outage) else None,
        maintenance=about if isinstance(about, Maintenance) else None,
        words=paragraphs(words, "Say how it stands: it is what people read."),
        stage=stage,
        is_public=is_public,
        written_at=at,
        written_by=by.person,
    )
    after = {"about": str(about), "stage": stage, "is_public": is_public}
    record("status update written", made, actor=by.person, at=at, after=after)
    return made
