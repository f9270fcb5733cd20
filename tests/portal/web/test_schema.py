"""The API's schema: all of it, nothing guessed, nothing of any vendor (CO-10)."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from rest_framework.views import APIView

from portal.tenancy.models import Membership
from portal.web.described import described_of
from portal.web.schema import document
from tests.cast import Site, signed_in

METHODS = ("get", "post", "put", "patch", "delete")


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, type[APIView]]]:
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, where)
        elif hasattr(entry.callback, "cls"):
            yield where, entry.callback.cls


def promised() -> Iterator[tuple[str, str]]:
    """Every operation that the addresses answer, its nouns one by one."""
    for where, view in addresses(get_resolver(settings.VENDOR_URLCONF)):
        path = re.sub(r"<\w+:(\w+)>", r"{\1}", where).replace("{pk}", "{id}")
        for method in METHODS:
            if hasattr(view, method):
                said = described_of(view, method)
                assert said is not None, f"{view.__name__}.{method} describes nothing"
                nouns = said.nouns if "{noun}" in path else ("",)
                assert nouns, path
                yield from ((path.replace("{noun}", noun), method) for noun in nouns)


def operations() -> dict[tuple[str, str], Mapping[str, Any]]:
    paths = document()["paths"].items()
    return {(path, method): said for path, known in paths for method, said in known.items()}


def sent_to(path: str, method: str = "post") -> Mapping[str, Any]:
    content = operations()[path, method]["requestBody"]["content"]
    schema: Mapping[str, Any] = content["application/json"]["schema"]
    return schema


def test_it_is_valid_openapi_and_nothing_in_it_was_guessed() -> None:
    document.cache_clear()

    schema = document()

    validate_schema(schema)  # type: ignore[no-untyped-call]  # drf-spectacular's says no types
    assert schema["openapi"].startswith("3.1")
    assert not GENERATOR_STATS  # neither a warning nor an error


def test_every_address_of_the_api_is_in_it_with_each_of_its_methods() -> None:
    assert set(operations()) == set(promised())


def test_no_two_operations_share_a_name() -> None:
    names = [said["operationId"] for said in operations().values()]

    assert len(names) == len(set(names))


def test_each_operation_says_what_it_does_how_to_sign_in_and_what_can_go_wrong() -> None:
    for where, said in operations().items():
        assert said["summary"] not in {"", "Do it."}, where
        assert said["tags"], where
        assert said["security"] == [{"token": []}, {"session": []}], where
        assert {"401", "403", "404", "409", "422", "429"} < set(said["responses"]), where
        typed = {one["name"] for one in said.get("parameters", ()) if one["in"] == "path"}
        assert typed == set(re.findall(r"{(\w+)}", where[0])), where


def test_a_noun_takes_the_fields_of_its_form() -> None:
    assert sent_to("/api/incidents/{number}/severity/")["required"] == ["severity"]
    assert sent_to("/api/incidents/{number}/route/")["required"] == ["status", "text"]
    reply = operations()["/api/incidents/{number}/replies/", "post"]["requestBody"]["content"]
    assert set(reply) == {"application/json", "multipart/form-data"}
    assert reply["application/json"]["schema"]["properties"]["text"]["maxLength"] == 20_000
    assert "files" in reply["multipart/form-data"]["schema"]["properties"]
    assert "requestBody" not in operations()["/api/incidents/{number}/acceptance/", "post"]
    assert sent_to("/api/suspected/{id}/dismissal/")["required"] == ["reason"]
    assert "is_shared" not in sent_to("/api/macros/{id}/", "put").get("required", [])


def test_answers_have_the_status_that_the_views_give() -> None:
    for path, method, status in (
        ("/api/incidents/", "post", "201"),
        ("/api/incidents/{number}/replies/", "post", "200"),
        ("/api/views/{id}/ending/", "post", "204"),
        ("/api/views/{id}/naming/", "post", "200"),
        ("/api/monitor-tokens/{id}/", "delete", "204"),
    ):
        found = [code for code in operations()[path, method]["responses"] if code < "300"]

        assert found == [status], path


def test_members_read_the_same_schema_at_every_vendor_but_for_its_address(
    lumeon: Site, patientiq: Site
) -> None:
    there = signed_in(lumeon.house.contact.person).get("/lumeon/api/schema/").json()
    elsewhere = signed_in(patientiq.agent.person).get("/patientiq/api/schema/").json()

    assert there.pop("servers") == [{"url": f"{settings.PORTAL_URL}/lumeon"}]
    assert elsewhere.pop("servers") == [{"url": f"{settings.PORTAL_URL}/patientiq"}]
    assert there == elsewhere
    said = json.dumps(there).lower()
    for one in (lumeon.vendor.name, patientiq.vendor.name, lumeon.house.customer.name):
        assert one.lower() not in said


def test_it_is_built_once_in_a_process() -> None:
    assert document() is document()


def test_strangers_and_members_of_other_vendors_do_not_read_it(
    lumeon: Site, patientiq: Site
) -> None:
    assert Client().get("/lumeon/api/schema/").status_code == 401
    assert signed_in(patientiq.agent.person).get("/lumeon/api/schema/").status_code == 404


@pytest.mark.parametrize("reader", ["contact", "agent"])
def test_the_guide_names_every_operation_and_says_how_to_sign_in(lumeon: Site, reader: str) -> None:
    member: Membership = lumeon.agent if reader == "agent" else lumeon.house.contact

    page = signed_in(member.person).get("/lumeon/api-guide/").content.decode()

    assert "Authorization: Bearer" in page
    assert "application/problem+json" in page
    for path, method in operations():
        assert f"{method.upper()} {path}" in page
