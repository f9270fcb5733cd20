"""Makes the two database roles and the database on a server of one's own. Safe to repeat.

    python -m portal.launch.bootstrap

reads DATABASE_SUPERUSER_URL, which it alone needs, DATABASE_OWNER_URL and
DATABASE_URL (each may come from a file, NAME_FILE), and gives the roles the
passwords of those addresses. docker-compose.yml runs it before each migration.
"""

import sys
from urllib.parse import unquote, urlsplit

import psycopg

from portal.embedded.roles import APP, OWNER, Passwords, make_database, make_roles, open_to_app
from portal.embedded.trouble import Trouble
from portal.launch.surroundings import callers_environment

NEEDED = {
    "DATABASE_SUPERUSER_URL": None,
    "DATABASE_OWNER_URL": OWNER,
    "DATABASE_URL": APP,
}


def main() -> int:
    try:
        bootstrap()
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    except psycopg.Error as error:
        sys.stderr.write(f"The database roles could not be made: {str(error).strip()}\n")
        return 1
    return 0


def bootstrap() -> None:
    """This function will leave roles, database and default privileges as they should be."""
    environment = callers_environment()
    urls = [_url(environment, name, role) for name, role in NEEDED.items()]
    superuser, owner, app = urls
    database = urlsplit(owner).path.removeprefix("/")
    with psycopg.connect(superuser, autocommit=True) as connection:
        make_roles(connection, Passwords(owner=_password(owner), app=_password(app)))
        make_database(connection, database)
    with psycopg.connect(owner, autocommit=True) as connection:
        open_to_app(connection)


def _url(environment: dict[str, str], name: str, role: str | None) -> str:
    url = environment.get(name, "")
    if not url:
        raise Trouble(f"Set {name}, or {name}_FILE to a file that holds it.")
    if role is not None and urlsplit(url).username != role:
        raise Trouble(f"{name} must sign in as {role}.")
    return url


def _password(url: str) -> str:
    return unquote(urlsplit(url).password or "")


if __name__ == "__main__":
    sys.exit(main())
