"""Ways in for programs (CO-10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models.person import Membership, Person
from portal.tenancy.models.vendor import VendorOwned


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
