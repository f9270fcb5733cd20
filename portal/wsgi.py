"""The WSGI entry: refuses to serve with a database role that could look past row-level security."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# After set-up, since it needs the settings; before the first request, since it guards them all.
from portal.tenancy.database_role import refuse_privileged_role  # noqa: E402 - as said above

refuse_privileged_role()

# What set-up has made stays for good: garbage need not be looked for in it with every request.
gc.freeze()
