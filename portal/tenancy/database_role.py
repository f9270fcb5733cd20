"""The role the application runs as: row-level security holds only for one without privileges."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

WALK = """
SELECT rolsuper, rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                 AND pg_get_userbyid(c.relowner) = current_user)
FROM pg_roles WHERE rolname = current_user
"""


def privileges_of_role() -> list[str]:
    """Return what the connected role may do that would void row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(WALK)
        found = cursor.fetchone()
    named = ("is a superuser", "may bypass row-level security", "owns tables")
    return [name for name, has in zip(named, found, strict=True) if has]


def refuse_privileged_role() -> None:
    """Refuse to run as a role for which row-level security does not hold.

    :raises ImproperlyConfigured: naming what the role may do.
    """
    if privileges := privileges_of_role():
        user = connection.settings_dict["USER"]
        raise ImproperlyConfigured(
            f"The database role {user!r} {' and '.join(privileges)}; row-level security would not "
            "hold. Let DATABASE_URL name an unprivileged role (docs/operations.md, Database roles)."
        )
