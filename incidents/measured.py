"""What has been measured by a customer's zone and holidays keeps them in their place."""

from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer


def check_unmeasured(customer: Customer) -> None:
    """Refuse that a customer's clock moves once incidents were measured by it (CO-05).

    :raises Refusal: with code `time_zone`.
    """
    count = Incident.objects.filter(customer=customer).count()
    if count:
        counted = "1 incident was" if count == 1 else f"{count:,} incidents were"
        raise Refusal(
            f"{counted} measured in {customer.time_zone} with the holidays of "
            f"{customer.holiday_region or 'no region'}: these stay, so that every figure stays "
            "what it was. Single days are changed in the region's calendar.",
            code="time_zone",
        )
