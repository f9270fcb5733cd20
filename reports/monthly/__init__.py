"""The monthly SLA report: one structure of figures, and every form that it takes (CO-13)."""
