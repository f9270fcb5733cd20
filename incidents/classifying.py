"""Who may change an incident's severity, and whether they must say what was agreed."""

from contracts.domain.severities import SeverityPolicy, SeveritySetter
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


def act_of_classifying(membership: Membership, policy: SeverityPolicy) -> Act:
    """Return the act that changing the severity is for this side of the desk.

    Where the customer determines it (HR-11), to change it is to answer for the customer.
    """
    by_customer = policy.set_by is SeveritySetter.CUSTOMER_REASONABLY
    if by_customer and not membership.is_staff_side:
        return Act.ANSWER_AS_CUSTOMER
    return Act.SET_SEVERITY


def may_classify(membership: Membership, policy: SeverityPolicy) -> bool:
    """Say whether a membership may change the severity under a policy."""
    return may(membership, act_of_classifying(membership, policy))


def needs_consultation(membership: Membership, policy: SeverityPolicy) -> bool:
    """Say whether it must be recorded what was agreed with the contact.

    Support does so where the agreement asks for it (LU-12), and always where the word is the
    customer's (HR-11): the contact speaks for the customer and consults nobody.
    """
    if not membership.is_staff_side:
        return False
    return policy.change_needs_consultation or policy.set_by is SeveritySetter.CUSTOMER_REASONABLY
