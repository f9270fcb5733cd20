"""How far the storing of a file of invoices is (portal.web.storing)."""

from portal.web.storing import PATIENCE, Storing

__all__ = ["PATIENCE", "ask_again", "begin", "done", "tell"]

_storing = Storing("invoice-import", "contracts.tasks.store_invoices")
tell, done = _storing.tell, _storing.done
begin, ask_again = _storing.begin, _storing.ask_again
