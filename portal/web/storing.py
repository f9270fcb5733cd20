"""How far the storing of a sent file is, and asking a worker to begin.

Storing is one transaction, so that nothing is half stored; from within it no row could tell
others how far it is. The share done is therefore kept beside the database and may be lost: what is
to be stored, and whether it was, stands in PostgreSQL.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from kombu import Connection

from portal.tenancy.models import VendorOwned
from portal.web.sent_file import SentFile
from portal.web.valkey import IN_TIME, valkey

KEPT_FOR = 60 * 60  # seconds
PATIENCE = timedelta(seconds=30)  # until a worker that has not begun is asked again

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """Asking a worker to do what a row says is to be done."""

    task: str  # takes the vendor's key and the row's

    def ask(self, row: VendorOwned) -> None:
        """Ask once this transaction is committed."""
        vendor, pk = row.vendor_id, row.pk
        transaction.on_commit(lambda: self._send(vendor, pk))

    def _send(self, vendor: int, pk: int) -> None:
        valkey().ask(lambda: self._publish(vendor, pk), instead=self._say)

    def _publish(self, vendor: int, pk: int) -> None:
        # On a connection that gives up in time: Celery's own would keep the page waiting.
        options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | IN_TIME | {"max_retries": 0}
        with Connection(settings.CELERY_BROKER_URL, transport_options=options) as broker:
            current_app.send_task(self.task, args=[vendor, pk], connection=broker, retry=False)

    def _say(self) -> None:
        # The page asks again; what is to be done is not lost.
        log.warning("no worker could be asked for %s", self.task)


@dataclass(frozen=True, slots=True)
class Storing:
    """The storing of one kind of file: under which name its progress is kept, and by what task."""

    name: str
    task: str

    def tell(self, pk: int, percent: int) -> None:
        """Keep how much is done."""
        caches["pages"].set(self._key(pk), percent, KEPT_FOR)

    def done(self, pk: int) -> int | None:
        """Return how much is done in percent; None: nobody has begun."""
        percent: int | None = caches["pages"].get(self._key(pk))
        return percent

    def begin(self, kept: VendorOwned) -> None:
        """Ask a worker to store the file once this transaction is committed."""
        Asking(self.task).ask(kept)

    def ask_again(self, kept: SentFile, at: datetime) -> None:
        """Ask once more for a file that no worker has begun with: the first call may be lost."""
        if kept.confirmed_at and at - kept.confirmed_at > PATIENCE and self.done(kept.pk) is None:
            self.begin(kept)

    def _key(self, pk: int) -> str:
        return f"{self.name}-{pk}"
