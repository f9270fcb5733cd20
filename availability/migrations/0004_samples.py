"""Samples: a table partitioned by month, whose partitions nobody but their owner can enter.

The partitions stand in a schema of their own on which the application has no right, so that rows
are reached through the table alone, where row-level security is. The application may have
partitions made and old ones dropped by two functions that do nothing else.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = """
CREATE SCHEMA IF NOT EXISTS samples;
REVOKE ALL ON SCHEMA samples FROM PUBLIC;
CREATE TABLE availability_sample (
    vendor_id bigint NOT NULL REFERENCES tenancy_vendor (id) DEFERRABLE INITIALLY DEFERRED,
    component_id bigint NOT NULL,
    at timestamp with time zone NOT NULL CHECK (date_trunc('minute', at, 'UTC') = at),
    requests integer NOT NULL CHECK (requests >= 0),
    milliseconds integer CHECK (milliseconds >= 0),
    source smallint NOT NULL CHECK (source >= 0),
    is_up boolean NOT NULL,
    PRIMARY KEY (component_id, at)
) PARTITION BY RANGE (at);
"""

# The rights that new tables get by default are taken away from a partition, and row-level
# security without a policy lets nobody read one who should ever come to have the schema.
MAKE = """
CREATE FUNCTION availability_make_partition(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s'
AS $$
DECLARE
    first date := date_trunc('month', day)::date;
    name text := 'of_' || to_char(first, 'YYYY_MM');
BEGIN
    IF first < date '2000-01-01' OR first > now() + interval '3 months' THEN
        RAISE EXCEPTION 'No samples are kept for %: it is too far away.', first;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('availability_sample'));
    IF to_regclass('samples.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'CREATE TABLE samples.%I PARTITION OF public.availability_sample '
        'FOR VALUES FROM (%L) TO (%L)',
        name, first::timestamp AT TIME ZONE 'UTC',
        (first + interval '1 month')::timestamp AT TIME ZONE 'UTC'
    );
    EXECUTE format('REVOKE ALL ON samples.%I FROM PUBLIC', name);
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN
        EXECUTE format('REVOKE ALL ON samples.%I FROM {role}', name);
    END IF;
    EXECUTE format('ALTER TABLE samples.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE samples.%I FORCE ROW LEVEL SECURITY', name);
    RETURN true;
END $$;
"""

# By the database's own clock, so that nobody can have younger samples dropped.
DROP = """
CREATE FUNCTION availability_drop_partitions(day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s'
AS $$
DECLARE
    oldest date := least(day, now()::date - 35);
    partition record;
    dropped integer := 0;
BEGIN
    FOR partition IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.availability_sample'::regclass
        AND to_date(substr(c.relname, 4), 'YYYY_MM') + interval '1 month' <= oldest
    LOOP
        EXECUTE format('DROP TABLE samples.%I', partition.relname);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
"""

RIGHTS = """
REVOKE ALL ON FUNCTION availability_make_partition(date), availability_drop_partitions(date)
    FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN
        GRANT EXECUTE ON FUNCTION
            availability_make_partition(date), availability_drop_partitions(date) TO {role};
    END IF;
END $$;
SELECT availability_make_partition((now() + make_interval(months => step))::date)
    FROM generate_series(-2, 2) AS step;
"""

UNDO = """
DROP TABLE availability_sample;
DROP FUNCTION availability_make_partition(date);
DROP FUNCTION availability_drop_partitions(date);
DROP SCHEMA samples;
"""


def _sql() -> list[str]:
    role = settings.DATABASE_APP_ROLE
    return [TABLE, *(part.replace("{role}", role) for part in (MAKE, DROP, RIGHTS))]


class Migration(migrations.Migration):
    dependencies = [("availability", "0003_monitors")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL("".join(_sql()), UNDO)],
            state_operations=[
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "component_id",
                                "at",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "vendor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tenancy.vendor",
                            ),
                        ),
                        (
                            "component",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="samples",
                                to="availability.component",
                            ),
                        ),
                        ("at", models.DateTimeField(help_text="The beginning of the minute.")),
                        (
                            "requests",
                            models.PositiveIntegerField(
                                default=1, help_text="How many were measured."
                            ),
                        ),
                        (
                            "milliseconds",
                            models.PositiveIntegerField(
                                help_text="All these requests together.", null=True
                            ),
                        ),
                        (
                            "source",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Probe"),
                                    (2, "Heartbeat"),
                                    (3, "Sent by a system of the vendor's"),
                                ]
                            ),
                        ),
                        ("is_up", models.BooleanField()),
                    ],
                    options={"abstract": False, "base_manager_name": "objects"},
                ),
            ],
        ),
    ]
