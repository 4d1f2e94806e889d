"""The body of a program's request as a form would have sent it, so that page and program share one form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from accounts.refusals import Invalid

LARGEST = 1_000_000
NOT_AN_OBJECT = _("Send a JSON object with one entry per answer.")
ONE_VALUE = _("Give one value, as text, number or true/false.")
A_LIST = _("Give a list of texts.")


class PlainJSONParser(BaseParser):
    """JSON as the standard has it: no NaN, no half characters, not too deep and not too long."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(LARGEST + 1)
        if len(body) > LARGEST:
            raise RequestDataTooBig
        try:
            found = json.loads(body, parse_constant=_refuse)
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as unreadable:
            raise ParseError from unreadable
        return found


def _refuse(name: str) -> None:
    raise ValueError(name)


def object_of(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise Invalid({"body": [NOT_AN_OBJECT]})
    return data


def answers(data: Any, form: type[forms.Form]) -> Mapping[str, Any]:
    """What `form` is bound to: a number is its digits, nothing is the empty text, a list stays where one is asked."""
    given = object_of(data)
    if isinstance(given, QueryDict):
        return given
    told = {name: _plain(value, form.base_fields.get(name)) for name, value in given.items()}
    if wrong := {name: [value.sentence] for name, value in told.items() if isinstance(value, _Wrong)}:
        raise Invalid(wrong)
    return told


class _Wrong:
    """What cannot be taken, with the sentence that says so."""

    def __init__(self, sentence: object) -> None:
        self.sentence = sentence


def _plain(value: Any, field: forms.Field | None) -> Any:
    """A field of our own making knows its own shapes; those of the library know what browsers send."""
    if field is None or not type(field).__module__.startswith("django.forms") or isinstance(value, bool):
        return value
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        if not isinstance(value, list | None):
            return _Wrong(A_LIST)
        return [str(one) for one in value or ()]
    if isinstance(value, dict | list):
        return _Wrong(ONE_VALUE)
    return "" if value is None else str(value)
