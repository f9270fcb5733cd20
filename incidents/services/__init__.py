"""Every change to an incident. Pages, the API, tasks and mail all come through here."""

from incidents.services.conversation import add_note, answer, ask, reply
from incidents.services.ending import close, confirm, provide_solution, reject_solution, reopen
from incidents.services.escalating import end_escalation, escalate, next_rung
from incidents.services.handling import accept, assign, move, set_severity
from incidents.services.missing import Miss, escalate_for_misses
from incidents.services.raising import raise_incident
from incidents.services.suppliers import ask_supplier, record_answer

__all__ = [
    "Miss",
    "accept",
    "add_note",
    "answer",
    "ask",
    "ask_supplier",
    "assign",
    "close",
    "confirm",
    "end_escalation",
    "escalate",
    "escalate_for_misses",
    "move",
    "next_rung",
    "provide_solution",
    "raise_incident",
    "record_answer",
    "reject_solution",
    "reopen",
    "reply",
    "set_severity",
]
