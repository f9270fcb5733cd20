"""Every change to an incident. Pages, the API, tasks and mail all come through here."""

from incidents.services.calling import log_call, record_call
from incidents.services.conversation import add_note, answer, ask, reply
from incidents.services.ending import close, confirm, provide_solution, reject_solution, reopen
from incidents.services.engaging import name_product
from incidents.services.escalating import end_escalation, escalate, next_rung
from incidents.services.handling import accept, assign, move, set_severity
from incidents.services.linking import link, merge, unlink
from incidents.services.missing import Miss, escalate_for_misses
from incidents.services.ondemand import request_ondemand
from incidents.services.owed import take_duties
from incidents.services.raising import raise_incident
from incidents.services.rescuing import plan_rescue
from incidents.services.routing import route
from incidents.services.splitting import split
from incidents.services.suppliers import ask_supplier, record_answer
from incidents.services.watching import stop_watching, watch

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
    "link",
    "log_call",
    "merge",
    "move",
    "name_product",
    "next_rung",
    "plan_rescue",
    "provide_solution",
    "raise_incident",
    "record_answer",
    "record_call",
    "reject_solution",
    "reopen",
    "reply",
    "request_ondemand",
    "route",
    "set_severity",
    "split",
    "stop_watching",
    "take_duties",
    "unlink",
    "watch",
]
