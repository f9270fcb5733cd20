"""The environment the parts of the portal start with: the caller's, with the gaps filled."""

import os
from pathlib import Path

from portal.embedded.home import Home, home_of_the_portal
from portal.embedded.kept_secrets import kept_secret
from portal.embedded.trouble import Trouble

# Each of these may also come from a file that NAME_FILE names.
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SUPERUSER_URL", "REDIS_URL")

SETTINGS = "portal.settings"

Environment = dict[str, str]


def callers_environment() -> Environment:
    """This function will return the environment with addresses read from their files."""
    environment = dict(os.environ)
    for name in ADDRESSES:
        path = environment.pop(f"{name}_FILE", None)
        if path is not None:
            environment[name] = _content(f"{name}_FILE", path)
        if not environment.get(name):
            environment.pop(name, None)
    return environment


def home_of(environment: Environment) -> Home:
    given = environment.get("DATA_DIR")
    return home_of_the_portal(Path(given) if given else None)


def fill_gaps(environment: Environment, home: Home, port: int) -> None:
    """This function will set what the caller left out to what suits one's own computer."""
    environment.setdefault("SUNDIAL_ENV", "development")
    environment["DJANGO_SETTINGS_MODULE"] = SETTINGS  # whatever the shell had for other work
    environment["DATA_DIR"] = str(home.root)
    environment.setdefault("EMAIL_URL", "filemail://")
    environment.setdefault("PORTAL_URL", f"http://127.0.0.1:{port}")
    # Every request and sweep would bury the sign-ins; LOG_LEVEL=INFO bin/up shows them.
    environment.setdefault("LOG_LEVEL", "WARNING")
    environment.setdefault("PYTHONUNBUFFERED", "1")
    if "SECRET_KEY_FILE" not in environment and environment["SUNDIAL_ENV"] != "production":
        environment.setdefault("SECRET_KEY", kept_secret(home.secrets, "secret-key"))
    if "MAIL_ARCHIVE_KEYS_FILE" not in environment and environment["SUNDIAL_ENV"] != "production":
        environment.setdefault("MAIL_ARCHIVE_KEYS", kept_secret(home.secrets, "mail-archive"))
    if environment["SUNDIAL_ENV"] == "development":
        environment.setdefault("SUNDIAL_DEMO", "true")


def is_demo(environment: Environment) -> bool:
    return environment.get("SUNDIAL_DEMO", "").lower() in {"true", "1", "yes", "on"}


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Trouble(f"{name} names {path}, which cannot be read: {error.strerror}.") from None


def without_settings() -> Environment:
    """This function will return the environment without anything the settings would read.

    The tests and checks run the same whatever the caller has set for a portal of his own.
    """
    read = {*ADDRESSES, "SUNDIAL_ENV", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "ALLOWED_HOSTS"}
    read |= {"CSRF_TRUSTED_ORIGINS", "DATA_DIR", "EMAIL_URL", "SUNDIAL_DEMO", "DEBUG"}
    read |= {
        "DJANGO_SETTINGS_MODULE",
        "PORTAL_URL",
        "DEFAULT_FROM_EMAIL",
        *("MAILIN_DOMAIN", "MAILIN_ADDRESSES", "MAILIN_AUTHSERV_IDS", "MAILIN_TRUSTED"),
        *("MAILIN_IMAP", "MAILIN_BOUNCES", "MAIL_ARCHIVE_KEYS", "ANYMAIL_WEBHOOK_SECRET"),
        "PROBE_PRIVATE_ADDRESSES",
        "SWEEP_SECONDS",
        "LOG_LEVEL",
        "CONN_MAX_AGE",
    }
    return {
        name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in read
    }
