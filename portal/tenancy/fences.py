"""The fences that stand in the database: row-level security, composite keys, append-only tables.

They are derived from the models after every migration, by the owner of the tables, so that no
new table can be forgotten. All statements may be repeated.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.tenancy.models import VendorOwned

# A sub-select, so that PostgreSQL reads the setting once per statement and not once per row;
# nullif, since a setting that was ever set reads '' afterwards and not NULL.
VENDORS_IN_SCOPE = """vendor_id = ANY ((SELECT string_to_array(
    nullif(current_setting('app.vendors', true), ''), ',')::bigint[])::bigint[])"""


def put_up_after_migrate(*, app_config: Any, using: str, **_: object) -> None:
    """Put the fences up once all apps have their tables."""
    if app_config is list(apps.get_app_configs())[-1]:
        put_up(connections[using])


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Bring grants, policies, composite keys and triggers in line with the models."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for statement in statements(tables):
            cursor.execute(statement)


def statements(tables: set[str]) -> Iterator[str]:
    """Yield the statements that fence every tenant table found among `tables`."""
    role = settings.DATABASE_APP_ROLE
    yield APPEND_ONLY_FUNCTION
    yield _if_role_exists(role, f"GRANT USAGE ON SCHEMA public TO {role}")
    yield _if_role_exists(
        role, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    )
    yield _if_role_exists(role, f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    yield _if_role_exists(role, f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
    owned = [model for model in tenant_models() if model._meta.db_table in tables]
    for model in owned:
        yield from _row_level_security(model)
        if not isinstance(model._meta.pk, models.CompositePrimaryKey):  # nothing points at those
            yield _unique_with_vendor(model)
    for model in owned:
        yield from _composite_keys(model, tables)
    for written_once in apps.get_models():
        if getattr(written_once, "append_only", False) and written_once._meta.db_table in tables:
            yield from _append_only(written_once, role)


def tenant_models() -> list[type[VendorOwned]]:
    """Return every model whose rows belong to a vendor."""
    return [model for model in apps.get_models() if issubclass(model, VendorOwned)]


def _row_level_security(model: type[VendorOwned]) -> Iterator[str]:
    table = model._meta.db_table
    readable = " OR ".join([VENDORS_IN_SCOPE, *model.also_readable_when])
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    for name in ("vendor_rows", "vendor_reads"):
        yield f'DROP POLICY IF EXISTS {name} ON "{table}"'
    yield (
        f'CREATE POLICY vendor_rows ON "{table}" USING ({VENDORS_IN_SCOPE}) '
        f"WITH CHECK ({VENDORS_IN_SCOPE})"
    )
    if model.also_readable_when:
        yield f'CREATE POLICY vendor_reads ON "{table}" FOR SELECT USING ({readable})'


def _unique_with_vendor(model: type[VendorOwned]) -> str:
    table = model._meta.db_table
    key = model._meta.pk.column  # a history's own is not called id
    return _add_constraint(table, f"{table}_vendor_key"[:63], f'UNIQUE (vendor_id, "{key}")')


def _composite_keys(model: type[VendorOwned], tables: set[str]) -> Iterator[str]:
    # Foreign keys look past row-level security: only a key that holds the vendor keeps a row
    # from pointing at another vendor's.
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        parent = field.related_model
        if not isinstance(field, models.ForeignKey) or not isinstance(parent, type):
            continue
        if issubclass(parent, VendorOwned) and parent._meta.db_table in tables:
            yield _add_constraint(
                table,
                f"{table}_{field.column}_vendor"[:63],
                f'FOREIGN KEY (vendor_id, "{field.column}") '
                f'REFERENCES "{parent._meta.db_table}" (vendor_id, id) '
                "DEFERRABLE INITIALLY DEFERRED",
            )


def _append_only(model: type[models.Model], role: str) -> Iterator[str]:
    table = model._meta.db_table
    yield f'DROP TRIGGER IF EXISTS append_only_rows ON "{table}"'
    yield (
        f'CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    yield f'DROP TRIGGER IF EXISTS append_only_table ON "{table}"'
    yield (
        f'CREATE TRIGGER append_only_table BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    # The trigger says why; the missing right is what really holds.
    yield _if_role_exists(role, f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {role}')


def _add_constraint(table: str, name: str, definition: str) -> str:
    return (
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE "
        f"conname = '{name}' AND conrelid = '\"{table}\"'::regclass) "
        f'THEN ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}; END IF; END $$'
    )


def _if_role_exists(role: str, statement: str) -> str:
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') "
        f"THEN {statement}; END IF; END $$"
    )


APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are written once: add a correcting row instead of a % .',
        TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
