"""Celery on a computer whose clock was set back: `python -m tests.sla.faults.behind worker …`."""

from datetime import UTC, datetime, timedelta

import time_machine
from celery.__main__ import main

BEHIND = timedelta(hours=2)

if __name__ == "__main__":
    with time_machine.travel(datetime.now(UTC) - BEHIND, tick=True):  # its children inherit it
        main()
