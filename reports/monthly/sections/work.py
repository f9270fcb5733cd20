"""What else happened in the month: escalations (LU-22) and changes delivered (LU-21)."""

from incidents.domain.escalation import Cause
from incidents.models import ChangeRequest, Escalation
from reports.monthly.material import Material
from reports.monthly.parts import As, Column, Fact, Section, Table
from reports.monthly.writing import instant
from reports.review_pack import inside

CAUSES = {
    Cause.REQUESTED: "asked for",
    Cause.RESPONSE_MISSED: "response missed",
    Cause.RESOLUTION_MISSED: "resolution missed",
}


def escalations(seen: Material) -> Section:
    """Return the escalations of the contract's incidents that began or ended in the month."""
    own = Escalation.objects.filter(incident__contract=seen.contract)
    begun = inside("opened_at", seen.period)
    rows = own.filter(begun | inside("ended_at", seen.period)).order_by("opened_at", "pk")
    prefix = seen.contract.vendor.number_prefix
    found = rows.values_list("incident__number", "cause", "level", "opened_at", "ended_at")
    rungs = {rung.level: rung.title for rung in seen.terms.ladder}
    return Section(
        key="escalations",
        title="Escalations",
        tables=(
            Table(
                key="escalations",
                title="Begun or ended in the month",
                columns=(
                    Column("incident", "Incident"),
                    Column("cause", "Because"),
                    Column("level", "Level", As.COUNT),
                    Column("with", "With"),
                    Column("opened", "Begun", As.INSTANT),
                    Column("ended", "Ended", As.INSTANT),
                ),
                rows=tuple(
                    (
                        f"{prefix}-{number}",
                        CAUSES[Cause(cause)],
                        level,
                        rungs.get(level, ""),
                        instant(opened),
                        instant(ended) if ended else None,
                    )
                    for number, cause, level, opened, ended in found
                ),
                empty="No incident was escalated.",
            ),
        ),
    )


def changes(seen: Material) -> Section:
    """Return the changes shipped in the month for problems behind the contract's incidents."""
    behind = ChangeRequest.objects.filter(
        inside("shipped_at", seen.period),
        problem__links__incident__contract=seen.contract,
        problem__links__ended_at=None,
    )
    rows = ChangeRequest.objects.filter(pk__in=behind.order_by().values("pk"))
    shipped = list(rows.with_names().order_by("shipped_at", "number"))
    return Section(
        key="changes",
        title="Changes delivered",
        facts=(Fact(key="shipped", name="Shipped", value=len(shipped), of=As.COUNT),),
        tables=(
            Table(
                key="changes",
                title="Shipped in the month",
                columns=(
                    Column("change", "Change"),
                    Column("problem", "For"),
                    Column("title", "What"),
                    Column("release", "Release"),
                    Column("shipped", "Shipped", As.INSTANT),
                ),
                rows=tuple(
                    (
                        str(one),
                        str(one.problem),
                        one.title,
                        one.aim,
                        instant(one.shipped_at) if one.shipped_at else None,
                    )
                    for one in shipped
                ),
                empty="No change for problems behind your incidents was shipped.",
            ),
        ),
    )
