"""Every change to an incident. Pages, the API, tasks and mail all come through here."""

from incidents.services.conversation import add_note, answer, ask, reply
from incidents.services.ending import close, confirm, provide_solution, reject_solution, reopen
from incidents.services.handling import accept, assign, move, set_severity
from incidents.services.raising import raise_incident

__all__ = [
    "accept",
    "add_note",
    "answer",
    "ask",
    "assign",
    "close",
    "confirm",
    "move",
    "provide_solution",
    "raise_incident",
    "reject_solution",
    "reopen",
    "reply",
    "set_severity",
]
