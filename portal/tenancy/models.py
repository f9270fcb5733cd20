"""Who there is: vendors, their customers, people, and what each person is for whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.tenancy.managers import VendorManager, VendorQuerySet, check_in_scope
from portal.tenancy.roles import CUSTOMER_ROLES, Role, SupportTier

SLUG = RegexValidator(r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$", "Use a-z, 0-9 and hyphens.")


class Vendor(models.Model):
    """A tenant: the organisation that gives support."""

    slug = models.CharField(max_length=40, unique=True, validators=[SLUG])
    name = models.CharField(max_length=100)
    number_prefix = models.CharField(max_length=6, unique=True)
    colour = models.CharField(max_length=7)
    time_zone = models.CharField(max_length=50, default="UTC")
    phi_mode = models.BooleanField(
        default=True, help_text="Mail has links only: no titles, nothing that was written (PQ-12)."
    )
    warns_of_patient_data = models.BooleanField(
        default=True,
        help_text="Whoever writes is asked first where patient data seems to be in it (PQ-12).",
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class VendorOwned(models.Model):
    """A row of one vendor. Six fences keep it there (docs/architecture.md, Tenancy)."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")

    # Rows are written once: the database refuses UPDATE, DELETE and TRUNCATE.
    append_only: ClassVar[bool] = False
    # SQL conditions under which a row may be read although its vendor is not in scope.
    also_readable_when: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_in_scope(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        check_in_scope(self)
        return super().delete(*args, **kwargs)


class CustomerQuerySet(VendorQuerySet["Customer"]):
    """Rows of one vendor."""


CustomerRows = VendorManager.from_queryset(CustomerQuerySet)


class Customer(VendorOwned):
    """An organisation that receives a vendor's support. Its zone is where its service hours run."""

    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=50)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 code, such as GB.")
    holiday_region = models.CharField(
        max_length=10, blank=True, help_text="Country and subdivision, such as GB-ENG or US-NY."
    )

    objects = CustomerRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("vendor", Lower("name"), name="tenancy_customer_name"),
        )

    def __str__(self) -> str:
        return self.name


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


class InvitationManager(VendorManager["Invitation"]):
    """As for every tenant row; who holds a token may read the one it opens."""

    def of_token(self, token_hash: str) -> models.QuerySet[Invitation]:
        """Return the invitation with this hash; use inside `invitation_scope`."""
        every: models.QuerySet[Invitation] = InvitationQuerySet(self.model, using=self._db)
        return every.filter(token_hash=token_hash).select_related("vendor", "invited_by")


class InvitationQuerySet(VendorQuerySet["Invitation"]):
    """Rows of one vendor."""


InvitationRows = InvitationManager.from_queryset(InvitationQuerySet)


class Invitation(VendorOwned):
    """A way in for one address, once, until it expires. Only a hash of its token is kept."""

    also_readable_when = ("token_hash = nullif(current_setting('app.invitation', true), '')",)

    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=30, choices=Role.choices)
    support_tier = models.CharField(max_length=2, choices=SupportTier.choices, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-invited_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                "vendor",
                Lower("email"),
                "customer",
                condition=Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="tenancy_one_open_invitation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} as {self.get_role_display()}"


class ApiTokenManager(VendorManager["ApiToken"]):
    """As for every tenant row; who holds a token may read the one that it is."""

    def of_token(self, token_hash: str) -> models.QuerySet[ApiToken]:
        """Return the token with this hash; use inside `api_token_scope`."""
        every: models.QuerySet[ApiToken] = ApiTokenQuerySet(self.model, using=self._db)
        return every.filter(token_hash=token_hash).select_related("vendor")


class ApiTokenQuerySet(VendorQuerySet["ApiToken"]):
    def working(self, at: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=at)


ApiTokenRows = ApiTokenManager.from_queryset(ApiTokenQuerySet)


class ApiToken(VendorOwned):
    """What lets a program use the API as one membership. Only a hash of it is kept (CO-10)."""

    also_readable_when = ("token_hash = nullif(current_setting('app.api_token', true), '')",)

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, help_text="How it begins, to tell it from others.")
    token_hash = models.CharField(max_length=64, unique=True)
    can_write = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, help_text="To within a minute.")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ApiTokenRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + timedelta(days=366)),
                name="tenancy_token_lasts_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="tenancy_token_revoked_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name
