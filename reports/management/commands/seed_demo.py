"""`manage.py seed_demo`: make the demo world, once."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from portal.kernel.refusal import Refusal
from reports.demo.build import build
from reports.demo.plan import plan_world
from reports.demo.sign_ins import is_there


class Command(BaseCommand):
    help = "Make the demo world, whole or not at all; where it is already, change nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Plan the world up to this minute and live through it."""
        if settings.PRODUCTION:
            raise CommandError("The demo world has a password everyone knows: not in production.")
        if is_there():
            self.stdout.write("The demo world is there already; nothing was changed.")
            return
        plan = plan_world(timezone.now().replace(second=0, microsecond=0))
        total = len(plan.tales) + sum(len(tale.steps) for tale in plan.tales)
        # `disable=None` keeps quiet where the output is no terminal.
        with tqdm(
            total=total, desc="Demo world", unit="event", file=sys.stderr, disable=None
        ) as bar:
            try:
                made = build(plan, bar.update)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
        self.stdout.write(_said(len(plan.tales), total, made=made))


def _said(incidents: int, events: int, *, made: bool) -> str:
    if not made:
        return "The demo world has just been made by somebody else; nothing was changed."
    return f"The demo world is made: {incidents} incidents with {events} events."
