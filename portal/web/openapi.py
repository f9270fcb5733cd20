"""What the whole API shares, as drf-spectacular takes it: settings read before any view is."""

from typing import Any

from django.conf import settings

type Schema = dict[str, Any]

# Answered by every operation; portal.web.api and the middleware write them.
PROBLEMS = {
    "401": "Nobody is signed in, or the token is not valid.",
    "403": "It is signed in, and may not do this.",
    "404": "There is nothing here for this reader.",
    "406": "Answers are JSON alone.",
    "409": "The rules say no; `detail` says what, why, and what is left to do.",
    "422": "Some fields are not right; `errors` names them.",
    "429": "Too many requests; `Retry-After` says when to ask again.",
}
# Of those that are sent something besides.
BODY_PROBLEMS = {
    "400": "What was sent cannot be read.",
    "413": "What was sent is too much.",
    "415": "What was sent is of a kind that is not read.",
}
PROBLEM: Schema = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "`urn:sundial:` and its code."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "errors": {"description": "With 422: what is wrong, by field."},
    },
    "required": ["type", "status", "detail"],
}
# What the apps are called for those who use the API.
TAGS = {"notify": "Notifications", "sla": "Clocks", "web": "This schema"}
SCHEMES: Schema = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of one's own for one vendor: for programs.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "As on the pages; what changes something needs `X-CSRFToken` too.",
    },
}


def reference(code: str) -> Schema:
    """Return how an operation names the answer of a code."""
    return {"$ref": f"#/components/responses/Problem{code}"}


def _answer(words: str) -> Schema:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}


RESPONSES = {f"Problem{code}": _answer(words) for code, words in (PROBLEMS | BODY_PROBLEMS).items()}
SETTINGS: Schema = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Sundial",
    "DESCRIPTION": "The support portal of one vendor: the same services as its pages.",
    "VERSION": "1",
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "APPEND_COMPONENTS": {
        "schemas": {"Problem": PROBLEM},
        "responses": RESPONSES,
        "securitySchemes": SCHEMES,
    },
}
