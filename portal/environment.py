"""Settings as the environment gives them: a value, or a file that holds it (`NAME_FILE`)."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import ImproperlyConfigured
from environ import Env

WEAK_SECRETS = {"", "secret", "changeme", "change-me", "insecure", "password", "django-insecure"}
SHORTEST_SECRET = 50  # characters, as Django's own deployment check asks
FEWEST_DIFFERENT = 12  # different characters
SMTP_TIMEOUT = 20  # seconds


def read_files_into_environment() -> None:
    """Put the content of each `NAME_FILE` under `NAME`, as container secrets are handed over.

    :raises ImproperlyConfigured: if a named file cannot be read.
    """
    for key, path in list(os.environ.items()):
        name = key.removesuffix("_FILE")
        if name == key or name not in FROM_FILES:
            continue
        try:
            os.environ[name] = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{key} names {path}, which cannot be read: {error}."
            ) from None


FROM_FILES = {
    *("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"),
    *("MAILIN_IMAP", "ANYMAIL_WEBHOOK_SECRET", "MAIL_ARCHIVE_KEYS"),
}


def strong_secret(secret: str) -> str:
    """Return the secret, or refuse one that could be guessed.

    :raises ImproperlyConfigured: if it is missing, short, or made of few characters.
    """
    weak = secret.lower() in WEAK_SECRETS or secret.startswith("django-insecure")
    if weak or len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be at least {SHORTEST_SECRET} random characters outside development. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    return secret


SERVICE = re.compile(r"anymail\+(?P<name>[a-z_]+)://(\?(?P<options>\S*))?")


def mailer_at(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's mailer for an EMAIL_URL: SMTP and the like, or a service that anymail knows.

    A service is named with its options: `anymail+postmark://?server_token=…`.
    """
    service = SERVICE.fullmatch(url)
    if service is None:
        return mailer(Env.email_url_config(url), folder)
    backend = f"anymail.backends.{service['name']}.EmailBackend"
    return {"BACKEND": backend, "OPTIONS": dict(parse_qsl(service["options"] or ""))}


def mailer(email: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return Django's mailer for an EMAIL_URL; mail to files goes to `folder`."""
    backend = str(email["EMAIL_BACKEND"])
    if backend.endswith("filebased.EmailBackend"):
        return {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}
    if not backend.endswith("smtp.EmailBackend"):
        return {"BACKEND": backend}
    options = {
        "host": email.get("EMAIL_HOST") or "localhost",
        "port": email.get("EMAIL_PORT") or 25,
        "username": email.get("EMAIL_HOST_USER") or "",
        "password": email.get("EMAIL_HOST_PASSWORD") or "",
        "use_tls": bool(email.get("EMAIL_USE_TLS")),
        "use_ssl": bool(email.get("EMAIL_USE_SSL")),
        "timeout": SMTP_TIMEOUT,
    }
    return {"BACKEND": backend, "OPTIONS": options}


def scanner(named: str) -> str:
    """Return what looks into files, as it was named; nothing is fine too.

    :raises ImproperlyConfigured: if it is neither clamd's address nor a function.
    """
    if named and not re.fullmatch(r"clamd://\S+|[A-Za-z_][\w.]*:\w+", named):
        raise ImproperlyConfigured(
            f"SCANNER is {named!r}; it must be clamd://host:port, clamd:///path/to/socket or "
            "module:function."
        )
    return named
