"""Ways in for those who have no login yet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models.person import Person
from portal.tenancy.models.vendor import Customer, VendorOwned
from portal.tenancy.roles import Role, SupportTier


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
