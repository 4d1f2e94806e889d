"""What the document says of a list of verbs: their names in the address, and the input of each, read from its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from drf_spectacular.utils import OpenApiParameter

KINDS: tuple[tuple[type[forms.Field], dict[str, Any]], ...] = (
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.DecimalField, {"type": ["string", "number"]}),
    (forms.IntegerField, {"type": ["integer", "string"]}),
    (forms.BooleanField, {"type": "boolean"}),
    (forms.FileField, {"type": "string", "format": "binary"}),
    (forms.ModelChoiceField, {"type": ["integer", "string"]}),
)
SAYS = "The input of the verb in the address. Which verbs are open, and to whom, is told by `actions`."


def doing(verbs: Mapping[str, Any], *, besides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What `extend_schema` is told of an address that ends with one of `verbs`, or with a name in `besides`."""
    more = dict(besides or {})
    told = [input_of(name, verb.form) for name, verb in sorted(verbs.items()) if name not in more]
    free = [{"title": name, "type": "object", "properties": more[name]} for name in sorted(more)]
    body = {"type": "object", "description": SAYS, "anyOf": [*told, *free]}
    names = OpenApiParameter("verb", str, OpenApiParameter.PATH, enum=sorted({*verbs, *more}))
    return {"request": {"application/json": body, "multipart/form-data": body}, "parameters": [names]}


def json_of(form: type[forms.Form]) -> dict[str, Any]:
    """The body of an address that takes what one form takes."""
    told = input_of("", form)
    return {"application/json": {name: value for name, value in told.items() if name != "title"}}


def input_of(name: str, form: type[forms.Form]) -> dict[str, Any]:
    """One verb's input as a schema."""
    fields = form.base_fields
    told: dict[str, Any] = {"title": name, "type": "object"}
    if fields:
        told["properties"] = {field: shape(one) for field, one in fields.items()}
    if needed := [field for field, one in fields.items() if one.required]:
        told["required"] = needed
    return told


def shape(field: forms.Field) -> dict[str, Any]:
    """One field. Its words stay lazy: the document is told in the reader's language."""
    words: dict[str, Any] = {"description": field.label} if field.label else {}
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": {"type": "string", "enum": _choices(field)}, **words}
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices = _choices(field)
        return {"type": "string", **({"enum": choices} if choices else {}), **words}
    if not type(field).__module__.startswith("django.forms"):
        return words  # it knows its own shapes: text, or a list
    for kind, told in KINDS:
        if isinstance(field, kind):
            return {**told, **words}
    most = getattr(field, "max_length", None)
    return {"type": "string", **({"maxLength": most} if most else {}), **words}


def _choices(field: forms.ChoiceField) -> list[str]:
    """Grouped choices are flattened; the empty one is left out."""
    found: list[str] = []
    for value, label in cast("Any", field.choices):
        found += [str(inner) for inner, _word in label] if isinstance(label, list | tuple) else [str(value)]
    return [value for value in found if value]
