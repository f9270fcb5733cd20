"""The API's contract as OpenAPI 3.1, read off the addresses of a vendor's site (CO-10).

What operations take and answer stands beside their methods (portal.web.described); what all of them
share is here: errors as problems, how one signs in, one operation for each noun of an address.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from threading import Lock
from typing import Any

from django.apps import apps
from django.conf import settings
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.settings import patched_settings
from drf_spectacular.utils import OpenApiParameter
from rest_framework.parsers import MultiPartParser

from portal.web.described import FILE, Body, Described, Listing, described_of
from portal.web.form_schema import Schema, fields_of, takes_files
from portal.web.openapi import BODY_PROBLEMS, PROBLEMS, SCHEMES, SETTINGS, TAGS, reference
from portal.web.shape_schema import is_shape, shape_schema

# Half of their methods say no types, and what overrides them should not have to guess.
UntypedEndpoints: Any = EndpointEnumerator
UntypedGenerator: Any = SchemaGenerator
UntypedOperations: Any = AutoSchema
UntypedComponent: Any = ResolvedComponent

START = "/api/"
NOUN = "{noun}"
ONE_AT_A_TIME = Lock()  # the settings of drf-spectacular are the whole process's
LINK: Schema = {"type": ["string", "null"], "format": "uri"}


class Endpoints(UntypedEndpoints):  # type: ignore[misc]  # drf-spectacular's is not typed
    """The addresses of the API: each noun of an address stands for itself."""

    def get_api_endpoints(self, patterns: Any = None, prefix: str = "") -> list[Any]:
        """Return path, pattern, method and view of each operation, by their path."""
        found = self._get_api_endpoints(patterns, prefix)
        inside = [one for one in found if one[0].startswith(START)]
        return sorted((each for one in inside for each in _by_noun(*one)), key=lambda one: one[:3])


def _by_noun(path: str, pattern: str, method: str, callback: Any) -> Iterator[Any]:
    said = described_of(callback.cls, method)
    if NOUN not in path or said is None:
        yield path, pattern, method, callback
        return
    for noun in said.nouns:
        yield path.replace(NOUN, noun), pattern, method, callback


class Generator(UntypedGenerator):  # type: ignore[misc]  # the same
    endpoint_inspector_cls = Endpoints

    def create_view(self, callback: Any, method: str, request: Any = None) -> Any:
        """Return the view, read by Operations whatever the settings say of other schemas."""
        view = super().create_view(callback, method, request)
        self._set_schema_to_view(view, Operations())
        return view


class Operations(UntypedOperations):  # type: ignore[misc]  # the same
    """How one method of one view reads in the schema."""

    @property
    def said(self) -> Described:
        """What stands beside the method.

        :raises LookupError: if nothing does: an operation nobody described is not published.
        """
        found = described_of(self.view, self.method)
        if found is None:
            raise LookupError(f"{type(self.view).__name__}.{self.method.lower()} says nothing.")
        return found

    @property
    def body(self) -> Body | None:
        """What is sent to this address."""
        if NOUN not in self.path_regex.replace("<slug:noun>", NOUN):
            return self.said.takes
        return self.said.nouns[self.path.rstrip("/").rpartition("/")[2]]

    def get_operation_id(self) -> str:
        """Return the method with the words of the path, which no other operation has."""
        return "_".join([self.method.lower(), *re.findall(r"\w+", self.path.removeprefix(START))])

    def get_tags(self) -> list[str]:
        """Return the app that answers."""
        app = apps.get_containing_app_config(type(self.view).__module__)
        return [TAGS.get(app.label, str(app.verbose_name))] if app else []

    def get_summary(self) -> str:
        """Return what a noun does, else the first line that is said of the method."""
        if self.body and self.body.words:
            return self.body.words
        return str(super().get_description()).partition("\n")[0]

    def get_description(self) -> str:
        """Return what is said of the view and of its method."""
        own = " ".join((type(self.view).__doc__ or "").split())
        return f"{own}\n\n{super().get_description()}"

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the ways to sign in, any of which will do."""
        return [{name: []} for name in SCHEMES]

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """Return what is read from the query and the headers."""
        turning = {Listing.CURSOR: "cursor", Listing.NUMBERED: "page"}.get(self.said.listing)
        words = {turning: "Which page; answers name the next."} if turning else {}
        asked = {**self.said.query, **words}
        return [
            *(OpenApiParameter(one, str, "query", description=asked[one]) for one in asked),
            *(
                OpenApiParameter(one, str, "header", description=said)
                for one, said in self.said.headers.items()
            ),
        ]

    def _is_list_view(self, *_: Any) -> bool:
        """Nothing is guessed: what is listed, and how, stands beside the method."""
        return False

    def _get_request_body(self, *_: Any) -> Schema | None:
        body = self.body
        if body is None or not (body.of or body.also):
            return None
        schema = self._sent(body)
        content: Schema = {"application/json": {"schema": schema}}
        if takes_files(body.of) and MultiPartParser in self.view.parser_classes:
            content["multipart/form-data"] = {"schema": _with_files(schema)}
        return {"content": content, "required": bool(schema.get("required"))}

    def _sent(self, body: Body) -> Schema:
        properties, needed = self._properties(body)
        for old, new in body.renamed.items():
            properties[new] = properties.pop(old)
        names = [body.renamed.get(name, name) for name in needed if name not in body.optional]
        required = [*([] if body.is_partial else names), *body.needed]
        schema: Schema = {"type": "object", "properties": properties | dict(body.also)}
        return schema | ({"required": sorted(required)} if required else {})

    def _properties(self, body: Body) -> tuple[dict[str, Schema], list[str]]:
        if body.of is None:
            return {}, []
        if hasattr(body.of, "base_fields"):
            return fields_of(body.of)
        mapped = self._map_serializer(body.of(), "request")
        return dict(mapped["properties"]), list(mapped.get("required", []))

    def _get_response_bodies(self, *_: Any) -> Schema:
        status = (self.body and self.body.status) or self.said.status
        good: Schema = {"description": "Nothing is answered." if status == 204 else "Done."}
        if self.said.gives == FILE:
            good["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
        elif status != 204:
            good["content"] = {"application/json": {"schema": self._answered()}}
        problems = PROBLEMS if self.method == "GET" else {**BODY_PROBLEMS, **PROBLEMS}
        return {str(status): good} | {code: reference(code) for code in sorted(problems)}

    def _answered(self) -> Schema:
        row = self._row()
        rows: Schema = {"type": "array", "items": row}
        listing = self.said.listing
        if listing is Listing.ONE:
            return row
        if listing is Listing.PLAIN:
            return rows
        beside: Schema = {} if listing is Listing.RESULTS else {"next": LINK, "previous": LINK}
        if listing is Listing.NUMBERED:
            beside["count"] = {"type": "integer"}
        properties = {"results": rows} | beside | dict(self.said.more)
        return {"type": "object", "properties": properties, "required": list(properties)}

    def _row(self) -> Schema:
        more = self.said.more if self.said.listing is Listing.ONE else None
        parts = [self._part(one) for one in (self.said.gives, more) if one]
        if not parts:
            return {"type": "object"}  # until its shape is said: tests/portal/web refuses it
        return parts[0] if len(parts) == 1 else {"allOf": parts}

    def _part(self, gives: Any) -> Schema:
        """Return a shape or a serializer by its name; properties stand for themselves."""
        if is_shape(gives):
            return self._shape(gives)
        if isinstance(gives, Mapping):
            return {"type": "object", "properties": dict(gives)}
        ref: Schema = self.resolve_serializer(gives, "response").ref
        return ref

    def _shape(self, shape: type) -> Schema:
        name = shape.__name__.removesuffix("Shape")
        component = UntypedComponent(name=name, type=ResolvedComponent.SCHEMA, object=shape)
        if component not in self.registry:
            self.registry.register(component)  # before its fields: a shape may hold itself
            component.schema = shape_schema(shape, self._shape)
        ref: Schema = component.ref
        return ref


def _with_files(schema: Schema) -> Schema:
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    return schema | {"properties": schema["properties"] | {"files": files}}


@cache
def document() -> Mapping[str, Any]:
    """Return the schema of every vendor's site: built once, with nothing of any vendor in it."""
    with ONE_AT_A_TIME, patched_settings(SETTINGS):
        made = Generator(urlconf=settings.VENDOR_URLCONF).get_schema(public=True)
    schema: Mapping[str, Any] = made
    return schema
