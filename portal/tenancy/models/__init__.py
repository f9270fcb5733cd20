"""Who there is: vendors, their customers, people, and what each person is for whom."""

from portal.tenancy.models.invitation import Invitation
from portal.tenancy.models.person import Membership, Person
from portal.tenancy.models.token import ApiToken
from portal.tenancy.models.vendor import Customer, Vendor, VendorOwned

__all__ = ["ApiToken", "Customer", "Invitation", "Membership", "Person", "Vendor", "VendorOwned"]
