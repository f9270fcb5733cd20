"""Asking for a page and counting what it asks the database."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.tenancy.models import Person
from tests.cast import signed_in


def shown(person: Person, path: str) -> str:
    """Return a page as a person sees it."""
    answer = signed_in(person).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def status(person: Person, path: str, **data: object) -> int:
    """Return what a person is answered; with data it is posted."""
    client = signed_in(person)
    return (client.post(path, data) if data else client.get(path)).status_code


def text(response: Any, status: int = 200) -> str:
    """Return an answer's text with its spaces made plain."""
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def queries(client: Client, path: str) -> int:
    """Count the queries of a page, once what is cached is there."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
