"""Shapes of answers as JSON Schema: a TypedDict is what the code is held to and what is published.

The checker reads that the code answers a shape, the schema is read off the same lines. What is kept
as JSON already is `Annotated[dict[str, Any], Shape]`: written as that shape or dataclass is.
"""

import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date, datetime, time
from enum import Enum
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    TypeAliasType,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

type Schema = dict[str, Any]
type Named = Callable[[type], Schema]  # how another shape is referred to

SIMPLE: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "time"},
    object: {},
    Any: {},
    type(None): {"type": "null"},
}


def is_shape(hint: Any) -> bool:
    """Say whether fields with their types can be read off a class."""
    return is_typeddict(hint) or (inspect.isclass(hint) and is_dataclass(hint))


def shape_schema(shape: type, named: Named) -> Schema:
    """Return a shape's fields as properties; those that are not required may be left out."""
    hints = get_type_hints(shape, include_extras=True)
    needed = sorted(getattr(shape, "__required_keys__", hints))  # of a dataclass, all
    words = inspect.getdoc(shape)
    return {
        "type": "object",
        **({"description": words} if words else {}),
        "properties": {name: _of(hint, named) for name, hint in hints.items()},
        **({"required": needed} if needed else {}),
    }


def _of(hint: Any, named: Named) -> Schema:
    """Return the schema of one hint.

    :raises TypeError: if nothing is known of such a hint: it is not published as "anything".
    """
    if isinstance(hint, TypeAliasType):
        hint = hint.__value__
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Annotated, NotRequired, Required):
        return _of(inner[-1], named)
    if hint in SIMPLE:
        return dict(SIMPLE[hint])
    if is_shape(hint):
        return named(hint)
    if origin in (list, tuple):  # tuple[Row, ...]
        return {"type": "array", "items": _of(inner[0], named)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(inner[1], named) or True}
    if origin is Literal:
        return {"type": "string", "enum": list(inner)}
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return {"type": "string", "enum": [one.value for one in hint]}
    if origin in (UnionType, Union):
        return _any_of([_of(one, named) for one in inner])
    raise TypeError(f"An answer's shape cannot hold {hint!r}.")


def _any_of(schemas: list[Schema]) -> Schema:
    """Join a type with null where that is all there is to it; the rest are alternatives."""
    if all(set(one) == {"type"} or one.get("type") == "null" for one in schemas):
        return {"type": [one["type"] for one in schemas]}
    simple, null = schemas[0], schemas[-1]
    if len(schemas) == 2 and null == SIMPLE[type(None)] and "format" in simple:
        return {**simple, "type": [simple["type"], "null"]}
    return {"anyOf": schemas}
