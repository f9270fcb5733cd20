"""Who signs in, and what each person is for whom."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models.vendor import Customer, VendorOwned
from portal.tenancy.roles import CUSTOMER_ROLES, Role, SupportTier


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Make a person who signs in with this address, in lower case."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Someone with a login. One account, however many vendors and customers (CO-01)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=50, default="UTC")
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    uses_keys = models.BooleanField(
        default=True, help_text="Whether single keys act on pages (WCAG 2.1.4)."
    )
    date_joined = models.DateTimeField(default=timezone.now)

    objects = PersonManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="tenancy_email_lower"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)


class MembershipQuerySet(VendorQuerySet["Membership"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)

    def staff(self) -> Self:
        return self.filter(customer=None)


class MembershipManager(VendorManager["Membership"]):
    """As for every tenant row, with the one exception that a person may read their own."""

    def of_person(self, person: Person) -> models.QuerySet[Membership]:
        """Return a person's current memberships at every vendor; use inside `person_scope`.

        Their customers are read later, in the vendor's scope: here the database shows none.
        """
        every = MembershipQuerySet(self.model, using=self._db)
        return every.filter(person=person, ended_at=None).select_related("vendor")


MembershipRows = MembershipManager.from_queryset(MembershipQuerySet)


class Membership(VendorOwned):
    """What a person is for one vendor, or for one of its customers."""

    also_readable_when = ("person_id = nullif(current_setting('app.person', true), '')::bigint",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=Role.choices)
    support_tier = models.CharField(max_length=2, choices=SupportTier.choices, blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipRows()

    class Meta(VendorOwned.Meta):
        ordering = ("person__name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=CUSTOMER_ROLES, customer__isnull=False)
                | (~Q(role__in=CUSTOMER_ROLES) & Q(customer=None)),
                name="tenancy_customer_roles_have_customer",
            ),
            # Staff hold one role at a vendor; a contact may serve several of its customers.
            models.UniqueConstraint(
                fields=["vendor", "person"],
                condition=Q(ended_at=None, customer=None),
                name="tenancy_one_staff_role",
            ),
            models.UniqueConstraint(
                fields=["vendor", "person", "customer"],
                condition=Q(ended_at=None),
                name="tenancy_one_role_per_customer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.customer or self.vendor}"

    @property
    def is_staff_side(self) -> bool:
        """Whether this is a role at the vendor itself."""
        return self.role not in CUSTOMER_ROLES
