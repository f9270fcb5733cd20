"""Form fields as JSON Schema: what the API takes where a page shows the same form.

The class is read, never a form that was made: choices that hang on a vendor's agreement or on a row
are not known to the class, so nothing of any vendor gets into the schema.
"""

from typing import Any

from django import forms

type Schema = dict[str, Any]

# The first that fits: subclasses stand before what they derive from.
KINDS: tuple[tuple[type[forms.Field], Schema], ...] = (
    (forms.ModelMultipleChoiceField, {"type": "array", "items": {"type": "integer"}}),
    (forms.ModelChoiceField, {"type": "integer", "description": "The key of a row."}),
    (forms.MultipleChoiceField, {"type": "array", "items": {"type": "string"}}),
    (forms.BooleanField, {"type": "boolean"}),
    (forms.DecimalField, {"type": "string", "format": "decimal"}),
    (forms.FloatField, {"type": "number"}),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.TimeField, {"type": "string", "format": "time"}),
    (forms.EmailField, {"type": "string", "format": "email"}),
    (forms.URLField, {"type": "string", "format": "uri"}),
)
BOUNDS = (
    ("max_length", "maxLength"),
    ("min_length", "minLength"),
    ("max_value", "maximum"),
    ("min_value", "minimum"),
)


def fields_of(form: type[forms.Form]) -> tuple[dict[str, Schema], list[str]]:
    """Return a form's fields as properties, and the names of those that are needed."""
    known = form.base_fields.items()
    properties = {name: _property(one) for name, one in known if not _is_file(one)}
    return properties, [name for name in properties if form.base_fields[name].required]


def takes_files(form: Any) -> bool:
    """Say whether files can be sent with a form."""
    is_form = isinstance(form, type) and issubclass(form, forms.BaseForm)
    return is_form and any(_is_file(one) for one in form.base_fields.values())


def _is_file(one: forms.Field) -> bool:
    return isinstance(one.widget, forms.FileInput)


def _property(one: forms.Field) -> Schema:
    kind = next((schema for known, schema in KINDS if isinstance(one, known)), {"type": "string"})
    words = " ".join(str(said) for said in (one.label or "", one.help_text) if said)
    schema = dict(kind) | ({"description": words} if words else {})
    if schema["type"] != "string" or schema.get("format") != "decimal":
        found = ((said, getattr(one, name, None)) for name, said in BOUNDS)
        schema |= {said: bound for said, bound in found if bound is not None}
    return _nullable(_chosen(one, schema), one)


def _chosen(one: forms.Field, schema: Schema) -> Schema:
    if not isinstance(one, forms.ChoiceField) or isinstance(one, forms.ModelChoiceField):
        return schema
    known = list(one.choices) if not callable(one.choices) else []
    if not known:
        return schema
    values = [str(value) for value, _ in known]
    return schema | {"enum": values if one.required or "" in values else ["", *values]}


def _nullable(schema: Schema, one: forms.Field) -> Schema:
    """Take null for what may be left out; an enumeration then has to name it too."""
    if one.required:
        return schema
    many = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return schema | {"type": [schema["type"], "null"]} | many
