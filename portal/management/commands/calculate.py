"""Answer worked cases from standard input: one JSON object a line in, one a line out."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from portal.kernel.refusal import Refusal

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]

# Named in strings and imported when asked for: the ground knows the floors above only so.
KINDS = {
    "business_time": "portal.kernel.worked_cases.answer",
    "clock": "sla.worked_cases.answer",
    "month": "credits.worked_cases.answer",
}


class Command(BaseCommand):
    """`manage.py calculate KIND`: figures from facts, without a database (CO-05)."""

    help = "Answer worked cases (JSON lines) from standard input, one line each, in order."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will ask for the kind of case."""
        parser.add_argument("kind", help=", ".join(KINDS))

    def handle(self, *_: object, **options: str) -> None:
        """This function will answer until the cases end or nobody listens any more."""
        if options["kind"] not in KINDS:
            raise CommandError(f"The kinds of case are {', '.join(KINDS)}.")
        answer = import_string(KINDS[options["kind"]])
        try:
            for line in _lines():
                if line.strip():
                    self.stdout.write(_reply(answer, line))
                    self.stdout.flush()
        except BrokenPipeError:
            # Whoever read has gone. Python would complain again when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lines() -> Iterable[bytes | str]:
    """This function will read bytes where it can: one bad line must not end the decoding."""
    return getattr(sys.stdin, "buffer", sys.stdin)


def _reply(answer: Answer, line: bytes | str) -> str:
    """This function will answer one line, whatever is in it."""
    name: str | int | None = None
    try:
        case = _case(line)
        name = _name(case)
        reply = answer(case)
    except Refusal as refusal:
        reply = {"error": str(refusal)}
    except Exception as trouble:  # noqa: BLE001 (one case that fails must not cost the others)
        reply = {"error": f"The case could not be worked out: {type(trouble).__name__}."}
    return json.dumps({"id": name, **reply}, allow_nan=False)


def _case(line: bytes | str) -> dict[str, Any]:
    """This function will read one JSON object."""
    try:
        case = json.loads(line)
    except (ValueError, RecursionError):
        raise Refusal("The line is not JSON.") from None
    if not isinstance(case, dict):
        raise Refusal("The line is not a JSON object.")
    return case


def _name(case: Mapping[str, Any]) -> str | int | None:
    """This function will return the id to answer under, if it is one."""
    name = case.get("id")
    return name if isinstance(name, str | int) else None
