"""django-helpdesk's list of tickets, in an environment of its own. Started by bench/_desk_peer.py.

It makes its tables in an empty schema, fills them, says what it is, and then shows a list once for
each line it reads, "open" or "all": the page, and the request with which that fetches its rows. It
answers with how long each took.
"""

import json
import sys
import time
from importlib.metadata import version
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings

URL, ROWS = urlsplit(sys.argv[1]), int(sys.argv[2])

settings.configure(
    SECRET_KEY="of-a-benchmark",  # noqa: S106 - it guards rows that nobody wrote, for minutes
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    STATIC_URL="static/",
    USE_TZ=True,
    SITE_ID=1,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": URL.path.lstrip("/"),
            "USER": unquote(URL.username or ""),
            "PASSWORD": unquote(URL.password or ""),
            "HOST": parse_qs(URL.query)["host"][0],
            "CONN_MAX_AGE": None,
            "OPTIONS": {"options": "-c search_path=helpdesk"},
        }
    },
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.humanize",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.sites",
        "django.contrib.staticfiles",
        "rest_framework",
        "helpdesk",
    ],
    # Teams of articles take packages of their own; the list of tickets shows none of them.
    HELPDESK_TEAMS_MODE_ENABLED=False,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - models need the set-up above
from django.core.management import call_command  # noqa: E402 - models need the set-up above
from django.db import connection  # noqa: E402 - models need the set-up above
from django.http import HttpResponse  # noqa: E402 - models need the set-up above
from django.test import Client  # noqa: E402 - models need the set-up above
from django.test.utils import CaptureQueriesContext  # noqa: E402 - models need the set-up above
from django.urls import include, path  # noqa: E402 - models need the set-up above
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402 - models need the set-up above
from helpdesk.query import query_to_base64  # noqa: E402 - models need the set-up above

urlpatterns = [
    path("accounts/", include("django.contrib.auth.urls")),
    path("", include("helpdesk.urls")),
]

FILL = """
INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold,
    description, resolution, priority, secret_key, queue_id, assigned_to_id)
SELECT n, 'Letters print without a name', now() - n * interval '7 seconds', now(),
    'contact' || n % 100 || '@example.org', CASE WHEN n % 10 = 0 THEN 1 ELSE 4 END, false,
    'An empty line stands there since morning.', '', 1 + n % 4, 'key' || n, 1, 1
FROM generate_series(1, {rows}) AS n
"""
FOLLOW_UPS = """
INSERT INTO helpdesk_followup (date, title, comment, public, new_status, message_id, ticket_id,
    user_id)
SELECT now() - n * interval '5 seconds', 'Comment', 'We look.', true, null, '', n, 1
FROM generate_series(1, {rows}) AS n, generate_series(1, 2)
"""


def fill() -> Client:
    """This function will make tables and rows, and sign the one agent in."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA helpdesk")
    call_command("migrate", verbosity=0)
    agent = get_user_model().objects.create_superuser("agent", "agent@example.org", "x")
    Queue.objects.create(title="Support", slug="support")
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(rows=ROWS))
        cursor.execute(FOLLOW_UPS.format(rows=ROWS))
        for model in (Ticket, FollowUp):
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
    client = Client(SERVER_NAME="localhost")
    client.force_login(agent)
    return client


def timed(client: Client, address: str, **asked: str) -> tuple[float, HttpResponse]:
    """This function will ask for an address and say how long the answer took, in seconds."""
    began = time.perf_counter()
    answer = client.get(address, asked)
    taken = time.perf_counter() - began
    if answer.status_code != 200:
        sys.exit(f"{address} answered {answer.status_code}.")
    return taken, answer


LISTS = {"open": {"status__in": [1, 2]}, "all": {}}


def rows_of(filtering: dict[str, list[int]]) -> str:
    """This function will return where their page fetches the rows of a list."""
    asked = {"filtering": filtering, "sorting": "created", "search_string": ""}
    return f"/datatables_ticket_list/{query_to_base64(asked)}"


def main() -> None:
    """This function will show a list once for each line that is read."""
    client = fill()

    def show(name: str) -> list[float]:
        page, _ = timed(client, "/tickets/")
        taken, answer = timed(client, rows_of(LISTS[name]), draw="1", start="0", length="25")
        shown = len(answer.json()["data"])
        if shown != 25:
            sys.exit(f"The list shows {shown} rows, not 25.")
        return [page, taken]

    show("open")
    with CaptureQueriesContext(connection) as queries:
        show("open")
    named = f"django-helpdesk {version('django-helpdesk')} on Django {version('django')}"
    print(json.dumps({"version": named, "queries": len(queries)}), flush=True)
    for line in sys.stdin:
        print(json.dumps(show(line.strip())), flush=True)


if __name__ == "__main__":
    main()
