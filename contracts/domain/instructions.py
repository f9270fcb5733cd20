"""Who may give the vendor instructions in a customer's name (PQ-13)."""

from dataclasses import dataclass

from contracts.domain.clause import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """Whether the agreement has customers keep a list of the persons authorised."""

    authorised_persons: bool
    clause: Clause
