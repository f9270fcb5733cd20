"""What must hold for a short time while Valkey is away."""

from django.db import models


class Kept(models.Model):
    """A value under a key until an instant: counts of limits, codes that were used.

    It belongs to no vendor, since sign-in is limited before one is known, and names nobody: the
    key is a digest (`portal.web.table_cache`). The table is UNLOGGED: after a crash it is empty.
    """

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} until {self.ends_at:%Y-%m-%d %H:%M}"
