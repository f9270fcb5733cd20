"""What a person wants to be told at one vendor, which way, and when not (CO-08)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from portal.notify.quiet import QuietHours
from portal.notify.topics import Topic
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class PreferenceQuerySet(VendorQuerySet["NotificationPreference"]):
    """Rows of one vendor."""


PreferenceRows = VendorManager.from_queryset(PreferenceQuerySet)


class NotificationPreference(VendorOwned):
    """What one person has chosen at one vendor; who has no row is told everything at once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    mail_off = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    portal_off = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_zone = models.CharField(max_length=50, blank=True)

    objects = PreferenceRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["vendor", "person"], name="notify_one_preference"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | (
                    Q(quiet_from__isnull=False, quiet_until__isnull=False)
                    & ~Q(quiet_from=F("quiet_until"))
                    & ~Q(quiet_zone="")
                ),
                name="notify_quiet_hours_whole",
            ),
        )

    def __str__(self) -> str:
        return f"what {self.person_id} is told"

    @property
    def quiet(self) -> QuietHours | None:
        """The hours in which mail waits, if the person has chosen any."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until, ZoneInfo(self.quiet_zone))

    def is_mailed(self, topic: Topic) -> bool:
        """Say whether the person is mailed about it."""
        return topic.is_always_told or topic not in self.mail_off

    def is_shown(self, topic: Topic) -> bool:
        """Say whether it stands in the person's inbox in the portal."""
        return topic.is_always_told or topic not in self.portal_off
