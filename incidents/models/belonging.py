"""The database's own check that an incident stays with its customer (LU-19, CO-03).

No deed moves an incident to another customer; were one to, its whole story would be shown to
people who must not see it. So neither the row nor a merge or split can lead across customers.
"""

import pgtrigger

from incidents.models.incident import Incident
from incidents.models.link import IncidentLink

pgtrigger.register(
    pgtrigger.Trigger(
        name="customer_stays",
        operation=pgtrigger.UpdateOf("customer_id"),  # type: ignore[no-untyped-call]  # theirs
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("OLD.customer_id IS DISTINCT FROM NEW.customer_id"),
        func="""
            RAISE EXCEPTION 'The customer of an incident never changes: split off what is another '
                'customer''s, or report it anew.'
                USING ERRCODE = 'integrity_constraint_violation';
        """,
    )
)(Incident)

pgtrigger.register(
    pgtrigger.Trigger(
        name="one_customer",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("NEW.kind IN ('duplicate_of', 'split_from')"),
        func="""
            IF (SELECT count(DISTINCT customer_id) FROM incidents_incident
                WHERE id IN (NEW.incident_id, NEW.other_id)) > 1 THEN
                RAISE EXCEPTION 'Incidents of two customers are neither merged nor split.'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        """,
    )
)(IncidentLink)
