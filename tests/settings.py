"""The portal's own settings, once the servers of the tests run and are named."""

import os
import secrets

from portal.embedded.home import home_of_the_tests
from portal.embedded.testing import services_in_environment, start, worker_redis_url

if not services_in_environment():
    os.environ.update(start().environment())
if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    # The controller has no worker number; each worker has a Valkey database of its own.
    os.environ["REDIS_URL"] = worker_redis_url(os.environ["REDIS_URL"], int(worker) + 1)
os.environ["SUNDIAL_ENV"] = "test"
os.environ.setdefault("FILES_DIR", str(home_of_the_tests().root / "files"))
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))

from portal.settings import *  # noqa: F403 - settings are read after the services are named
