"""What an operator sees of a row: facts by which it is found, never what people wrote (CO-02)."""

import re
from typing import Any

from django.db import models

MOST = 120  # characters: a name has fewer; a title, a subject, a reason may have more
SECRETS = re.compile(r"password|token|secret|signature|hash")
SHORT = {"pgh_label"}  # typed as long text by a library, and yet one word


def shown(model: type[models.Model]) -> list[str]:
    """Return the columns of a model that an operator may see, in their order."""
    return [field.name for field in model._meta.concrete_fields if is_shown(field)]


def is_shown(field: "models.Field[Any, Any]") -> bool:
    """Say whether a column holds neither a secret nor words of people."""
    if SECRETS.search(field.name):
        return False
    if field.name in SHORT or field.choices or isinstance(field, models.EmailField):
        return True
    if isinstance(field, models.CharField):
        return field.max_length is not None and field.max_length <= MOST
    return not isinstance(field, models.TextField | models.JSONField | models.BinaryField)
