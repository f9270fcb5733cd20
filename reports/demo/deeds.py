"""From the planned steps to the services that take them: one table, read top to bottom."""

from collections.abc import Callable, Mapping

from incidents import services
from incidents.models import Incident
from portal.tenancy.models import Membership
from reports.demo.steps import Step, Verb

type Deed = Callable[[Incident, Step, Mapping[str, Membership]], object]

DEEDS: Mapping[Verb, Deed] = {
    Verb.ACCEPT: lambda i, s, who: services.accept(incident=i, by=who[s.by], at=s.at),
    Verb.ASSIGN: lambda i, s, who: services.assign(
        incident=i, by=who[s.by], to=who[s.key], at=s.at
    ),
    Verb.MOVE: lambda i, s, who: services.move(
        incident=i, by=who[s.by], status=s.key, note=s.text, at=s.at
    ),
    Verb.REPLY: lambda i, s, who: services.reply(incident=i, by=who[s.by], text=s.text, at=s.at),
    Verb.ASK: lambda i, s, who: services.ask(incident=i, by=who[s.by], question=s.text, at=s.at),
    Verb.ANSWER: lambda i, s, who: services.answer(incident=i, by=who[s.by], text=s.text, at=s.at),
    Verb.NOTE: lambda i, s, who: services.add_note(incident=i, by=who[s.by], text=s.text, at=s.at),
    Verb.SEVERITY: lambda i, s, who: services.set_severity(
        incident=i, by=who[s.by], severity=s.key, consultation=s.text, at=s.at
    ),
    Verb.SOLVE: lambda i, s, who: services.provide_solution(
        incident=i, by=who[s.by], text=s.text, at=s.at
    ),
    Verb.REJECT: lambda i, s, who: services.reject_solution(
        incident=i, by=who[s.by], text=s.text, at=s.at
    ),
    Verb.CONFIRM: lambda i, s, who: services.confirm(incident=i, by=who[s.by], at=s.at),
    Verb.CLOSE: lambda i, s, who: services.close(
        incident=i, by=who[s.by], reason=s.key, scope=_scope(i), words=s.text, at=s.at
    ),
    Verb.REOPEN: lambda i, s, who: services.reopen(incident=i, by=who[s.by], text=s.text, at=s.at),
    Verb.ESCALATE: lambda i, s, who: services.escalate(
        incident=i, by=who[s.by], reason=s.text, at=s.at
    ),
    Verb.HIGHER: lambda i, s, who: services.next_rung(
        incident=i, by=who[s.by], reason=s.text, at=s.at
    ),
}


def _scope(incident: Incident) -> str:
    """This function will return the line that the demo's incidents fall under, if there are any."""
    return next((one.key for one in reversed(incident.agreement.terms.out_of_scope)), "")
