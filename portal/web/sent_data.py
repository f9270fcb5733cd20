"""What a program sent to the API, and who it is, as every view reads it."""

from typing import Any, cast

from django.http import QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from portal.web.http import PortalRequest


def portal_of(request: Request) -> PortalRequest:
    """Return the portal's own request."""
    return cast("PortalRequest", request._request)


def data_of(request: Request) -> dict[str, Any]:
    """Return the object that was sent.

    :raises ValidationError: if it is a list, a text or a number.
    """
    if not isinstance(request.data, dict):
        raise ValidationError({"body": ["Send a JSON object."]})
    return request.data


def typed_in(request: Request) -> QueryDict:
    """Return the object that was sent as a browser would have: as texts, for a form to read.

    Fields of forms know nothing but texts: one for dates breaks at a number. What is null was left
    out; of a list, fields that take one value read the last.

    :raises ValidationError: if it is no object.
    """
    typed = QueryDict(mutable=True)
    for name, said in data_of(request).items():
        if said is not None:
            typed.setlist(name, list(map(str, said if isinstance(said, list) else [said])))
    return typed


def flag_in(data: dict[str, Any], name: str, *, otherwise: bool) -> bool:
    """Return a yes or no that was sent beside the fields.

    :param otherwise: what holds where none was sent.
    :raises ValidationError: if it is neither true nor false: `"false"` must not be taken for yes.
    """
    said = data.get(name)
    if said is None:
        return otherwise
    if not isinstance(said, bool):
        raise ValidationError({name: ["Send true or false."]})
    return said


def number_in(data: dict[str, Any], name: str) -> int | None:
    """Return a whole number that was sent beside the fields, if one was.

    :raises ValidationError: if it is something else.
    """
    said = data.get(name)
    if said is not None and type(said) is not int:  # true is 1 to Python
        raise ValidationError({name: ["Send a whole number."]})
    return said


def text_in(data: dict[str, Any], name: str, *, longest: int) -> str:
    """Return a text that was sent beside the fields of a serializer; empty if none was.

    :param longest: how many characters fit.
    :raises ValidationError: if it is no text, is too long, or holds what no table can.
    """
    said = data.get(name)
    if said is None:
        return ""
    if not isinstance(said, str) or "\x00" in said:
        raise ValidationError({name: ["Send a text."]})
    if len(said) > longest:
        raise ValidationError({name: [f"It has {len(said):,} characters; {longest:,} fit."]})
    return said
