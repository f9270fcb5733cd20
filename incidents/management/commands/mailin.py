"""`manage.py mailin`: listens for mail until it is told to stop."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.mailin.listener import MailIn


class Command(BaseCommand):
    """Listens for mail by LMTP, or by SMTP."""

    help = "Listen for mail (LMTP, or SMTP) and take it in. Ctrl-C or SIGTERM stops it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8024)
        parser.add_argument("--smtp", action="store_true", help="speak SMTP instead of LMTP")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Listen until a signal comes; mail that is being kept is kept first."""
        if not (settings.MAILIN_DOMAIN or settings.MAILIN_ADDRESSES):
            raise CommandError(
                "No address is anybody's: set MAILIN_DOMAIN or MAILIN_ADDRESSES first."
            )
        listener = MailIn(host=options["host"], port=options["port"], is_lmtp=not options["smtp"])
        stopped = threading.Event()
        for known in (signal.SIGINT, signal.SIGTERM):
            signal.signal(known, lambda *_: stopped.set())
        try:
            listener.start()
        except OSError as error:
            raise CommandError(f"{options['host']}:{options['port']}: {error.strerror}.") from None
        kind = "SMTP" if options["smtp"] else "LMTP"
        self.stdout.write(f"{kind} on {options['host']}:{options['port']}")
        stopped.wait()
        listener.stop()
        listener.door.close()
