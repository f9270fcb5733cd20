"""`manage.py demo_sign_ins`: who can sign in to the demo world."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.demo.sign_ins import is_there, table


class Command(BaseCommand):
    help = "Print one sign-in for each role at each vendor, with the password they share."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the table, or say that there is no demo world."""
        self.stdout.write(table() if is_there() else "There is no demo world here: run seed_demo.")
