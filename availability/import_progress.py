"""How far the storing of a file of outages is (portal.web.storing)."""

from portal.web.storing import Storing

storing = Storing("outage-import", "availability.import_tasks.store_outages")
