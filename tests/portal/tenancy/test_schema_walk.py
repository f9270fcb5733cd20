"""The schema walk: every table is fenced, or stands in the list of those that need no fence."""

import pytest
from django.apps import apps
from django.db import connection, models

from portal.tenancy.fences import tenant_models
from portal.tenancy.models import VendorOwned

# Tables without a vendor, and why that is right.
OF_NO_VENDOR = {
    "tenancy_vendor": "the vendors themselves: slug, name, colour",
    "tenancy_person": "one account, however many vendors",
    "tenancy_personhistory": "what that account said before; append-only",
    "pghistory_context": "pghistory's own, empty: each version holds its request itself",
    "account_emailaddress": "belongs to a person",
    "account_emailconfirmation": "belongs to a person",
    "mfa_authenticator": "belongs to a person",
    "usersessions_usersession": "belongs to a person",
    "django_admin_log": "Django's own, unused: the operators' admin writes nothing",
    "django_session": "belongs to a person",
    "django_content_type": "names of models",
    "django_migrations": "the schema's own history",
    "web_kept": "counts of limits while Valkey is away, also before a vendor is known; digests",
    "auth_permission": "Django's own, unused",
    "auth_group": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
}

TENANT_MODELS = tenant_models()

each_model = pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)


def ask(sql: str, *values: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [tuple(row) for row in cursor.fetchall()]


@pytest.mark.django_db
def test_every_table_belongs_to_a_vendor_or_is_listed_with_its_reason() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))

    fenced = {model._meta.db_table for model in TENANT_MODELS}

    assert tables - fenced == set(OF_NO_VENDOR)


def test_every_model_of_our_apps_belongs_to_a_vendor_or_is_listed() -> None:
    ours = ("tenancy", "audit", "notify", "contracts", "incidents", "sla")
    tables = {
        model._meta.db_table
        for app in ours
        for model in apps.get_app_config(app).get_models()
        if not issubclass(model, VendorOwned)
    }

    assert tables == {"tenancy_vendor", "tenancy_person", "tenancy_personhistory"}


@pytest.mark.django_db
@each_model
def test_row_level_security_is_on_and_forced_with_a_policy_for_reads_and_writes(
    model: type[VendorOwned],
) -> None:
    table = model._meta.db_table

    assert ask(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table
    ) == [(True, True)]
    policies = ask(
        "SELECT qual IS NOT NULL, with_check IS NOT NULL FROM pg_policies "
        "WHERE tablename = %s AND policyname = 'vendor_rows' AND cmd = 'ALL'",
        table,
    )
    assert policies == [(True, True)]


@pytest.mark.django_db
@each_model
def test_the_vendor_is_never_missing_and_is_a_real_one(model: type[VendorOwned]) -> None:
    field = model._meta.get_field("vendor")
    column = ask(
        "SELECT is_nullable FROM information_schema.columns "
        "WHERE table_name = %s AND column_name = 'vendor_id'",
        model._meta.db_table,
    )

    assert isinstance(field, models.ForeignKey)
    assert column == [("NO",)]


@pytest.mark.django_db
@each_model
def test_each_key_to_a_tenant_row_holds_the_vendor_too(model: type[VendorOwned]) -> None:
    keys = {
        definition
        for (definition,) in ask(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype = 'f'",
            model._meta.db_table,
        )
    }
    for field in model._meta.concrete_fields:
        parent = field.related_model
        if isinstance(parent, type) and issubclass(parent, VendorOwned):
            start = f"FOREIGN KEY (vendor_id, {field.column}) REFERENCES"
            assert any(str(key).startswith(start) for key in keys), field


@pytest.mark.django_db
@each_model
def test_the_application_may_only_add_to_append_only_tables(model: type[VendorOwned]) -> None:
    table = model._meta.db_table
    rights = {
        right
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        if ask("SELECT has_table_privilege(current_user, %s, %s)", table, right) == [(True,)]
    }

    if model.append_only:
        assert rights == {"SELECT", "INSERT"}
    else:
        assert rights == {"SELECT", "INSERT", "UPDATE", "DELETE"}
