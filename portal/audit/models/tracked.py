"""Whose history is kept of what stands below the record."""

from portal.audit.history import keep_history
from portal.tenancy.models import Customer, Membership, Person

TRACKED = (Customer, Membership, Person)

keep_history(Customer)
keep_history(Membership)
# No secret: neither password hashes nor sign-ins go into a history.
keep_history(Person, fields=("email", "name", "time_zone", "phone", "is_active", "is_operator"))
