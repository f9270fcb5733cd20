"""What the API answers is what its schema says: typed to the last field, and kept to (CO-10)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import (  # type: ignore[import-untyped]  # its stubs are not locked
    Draft202012Validator,
    FormatChecker,
)

from incidents import services
from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from portal.web.schema import document
from tests.availability.published import component_of
from tests.cast import Site, raised, signed_in
from tests.portal.tenancy.addresses import VENDOR_PAGES
from tests.portal.tenancy.test_url_walk import filled, keys_of

# Parts of this schema, which a specification of its own describes; what a monitor sent as it liked;
# the figures on which a right rests, which differ from rule to rule.
FREE = {"paths", "components", "payload", "evidence"}

FILES = {"api/incidents/<str:number>/files/<int:pk>/", "api/article-files/export/"}


def published(path: str, method: str, status: int) -> Mapping[str, Any]:
    answers = document()["paths"][path][method]["responses"]
    schema: Mapping[str, Any] = answers[str(status)]["content"]["application/json"]["schema"]
    return schema


def wrong(schema: Mapping[str, Any], said: object) -> list[str]:
    """Say what of an answer is not as published; what is not published at all is wrong too."""
    whole = {**schema, "components": document()["components"], "unevaluatedProperties": False}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{one.json_path}: {one.message[:200]}" for one in validator.iter_errors(said)]


def untyped(schema: Mapping[str, Any], where: str, seen: frozenset[str]) -> Iterator[str]:
    """Name the places of a schema that could be anything."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in seen:
            inside = document()["components"]["schemas"][name]
            yield from untyped(inside, f"{where} {name}", seen | {name})
        return
    parts = [*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    for part in parts:
        yield from untyped(part, where, seen)
    inner = {**schema.get("properties", {}), "[]": schema.get("items")}
    for name, part in inner.items():
        if part is not None and name not in FREE:
            yield from untyped(part, f"{where}.{name}", seen)
    values = schema.get("additionalProperties")
    if isinstance(values, Mapping):
        yield from untyped(values, f"{where}.*", seen)
    is_open = "object" in schema.get("type", ()) and not schema.get("properties")
    if is_open and not isinstance(values, Mapping):
        yield f"{where}: any object"
    if not parts and not {"type", "enum", "const"} & set(schema):
        yield f"{where}: anything"


def test_no_answer_could_be_anything() -> None:
    found = [
        place
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
        for code, answer in said["responses"].items()
        if code < "300" and "application/json" in answer.get("content", ())
        for place in untyped(
            answer["content"]["application/json"]["schema"], f"{method} {path}", frozenset()
        )
    ]

    assert found == []


def path_of(pattern: str) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", pattern).replace("{pk}", "{id}")


def full_story(lumeon: Site) -> Incident:
    """Leave an incident at which much has happened."""
    at = timezone.now()
    incident = raised(lumeon.house, at=at)
    services.accept(incident=incident, by=lumeon.agent, at=at)
    services.watch(incident=incident, by=lumeon.agent, at=at)
    services.reply(incident=incident, by=lumeon.agent, text="We look at it.", at=at)
    services.escalate(incident=incident, by=lumeon.house.contact, reason="It is late.", at=at)
    return incident


def test_every_page_of_the_walk_answers_what_the_schema_says(
    lumeon: Site, vera: Membership
) -> None:
    keys = keys_of(lumeon) | {"number": str(full_story(lumeon)), "slug": component_of(lumeon).slug}
    readers = (lumeon.house.contact, vera, lumeon.agent, lumeon.administrator)
    clients = {reader: signed_in(reader.person) for reader in readers}
    answered, faults = set(), []
    for pattern in (one for one in VENDOR_PAGES if one.startswith("api/")):
        for reader, client in clients.items():
            answer = client.get(f"/lumeon/{filled(pattern, keys)}")
            if answer.status_code == 200 and pattern not in FILES:
                answered.add(pattern)
                found = wrong(published(path_of(pattern), "get", 200), answer.json())
                faults += [(pattern, reader.role, one) for one in found]

    assert faults == []
    expected = {one for one, (how, said) in VENDOR_PAGES.items() if how == "GET" and "200" in said}
    assert answered >= {one for one in expected if one.startswith("api/")} - FILES


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("incidents/{number}/clocks/", {"answered_at": "2099-01-01T10:00:00Z"}),
        ("incidents/{number}/severity-preview/", {"severity": "1"}),
    ],
)
def test_answers_to_a_question_are_as_published(
    lumeon: Site, path: str, query: dict[str, str]
) -> None:
    incident = full_story(lumeon)

    answer = signed_in(lumeon.agent.person).get(
        f"/lumeon/api/{path.format(number=incident)}", query
    )

    assert answer.status_code == 200, answer.json()
    assert wrong(published(f"/api/{path}", "get", 200), answer.json()) == []


def test_a_month_is_answered_as_published(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        contract = patientiq.house.contract
    month = "/api/availability/{contract}/{month}/"

    answer = signed_in(patientiq.agent.person).get(
        f"/patientiq{month.format(contract=contract.pk, month='2026-06')}"
    )

    assert answer.status_code == 200, answer.json()
    assert wrong(published(month, "get", 200), answer.json()) == []


def test_what_is_made_and_done_is_answered_as_published(lumeon: Site) -> None:
    incident = full_story(lumeon)
    ada, agent = signed_in(lumeon.administrator.person), signed_in(lumeon.agent.person)
    work = {"numbers": [str(incident)], "act": "watch", "preview": True}
    for client, path, said, status in (
        (agent, "/api/bulk/", work, 200),
        (agent, f"/api/incidents/{incident}/replies/", {"text": "It is on its way."}, 200),
        (agent, f"/api/incidents/{incident}/watchers/", {}, 200),
        (ada, "/api/suppliers/", {"name": "Acme"}, 201),
    ):
        answer = client.post(f"/lumeon{path}", said, content_type="application/json")

        assert answer.status_code == status, answer.json()
        published_at = path.replace(str(incident), "{number}")
        assert wrong(published(published_at, "post", status), answer.json()) == [], path


def test_a_schema_of_another_service_would_be_noticed() -> None:
    schema = published("/api/escalations/", "get", 200)

    assert wrong(schema, {"results": []}) == []
    assert wrong(schema, {"results": [], "more": 1}) != []
    assert wrong(schema, {"results": [{"number": 1}]}) != []
