"""The database's own check that notes and replies are not mixed up (CO-03).

What the customer is shown is decided by an event's kind, what a message is by the message: were
the two to differ, a note would be in the customer's story. No statement can write such a row.
"""

import pgtrigger

from incidents.models.event import INTERNAL_KINDS, IncidentEvent

_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(INTERNAL_KINDS))

pgtrigger.register(
    pgtrigger.Trigger(
        name="notes_stay_inside",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("NEW.message_id IS NOT NULL"),
        func=f"""
            IF (SELECT is_internal FROM incidents_message WHERE id = NEW.message_id)
                IS DISTINCT FROM (NEW.kind IN ({_KINDS})) THEN
                RAISE EXCEPTION 'An event of kind % cannot carry this message: one of the two is '
                    'internal, the other is not.', NEW.kind
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - kinds of ours, and no query
    )
)(IncidentEvent)
