"""How far the storing of a file of invoices is (portal.web.storing)."""

from portal.web.storing import Storing

storing = Storing("invoice-import", "contracts.tasks.store_invoices")
