"""Input fields that take exactly what they say: plain decimals, true booleans, codes of a closed list."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, NoReturn

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PLACES = 10
REQUIRED = _("This is needed. Please give it.")


def no(sentence: Any) -> NoReturn:
    raise serializers.ValidationError([sentence])


class Field(serializers.Field[Any, Any, Any, Any]):
    """A field whose missing value is answered with the same words as a wrong one, if it has any."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["required"] = self.error_messages["null"] = REQUIRED

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "string", "format": "decimal", "example": "1250"})
class Amount(Field):
    """A number in plain notation, as text or as JSON number, kept exact."""

    def __init__(self, *, most: int, is_positive: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.most, self.is_positive = Decimal(most), is_positive

    def to_internal_value(self, data: Any) -> Decimal:
        number = self.parse(data)
        if number < 0:
            no(_("A negative amount is not possible. Give a number from 0 upwards."))
        if self.is_positive and number == 0:
            no(_("Zero is not enough. Give how much power you need."))
        if number > self.most:
            no(_("No supply is larger than %(most)s. Check the number and its unit.") % {"most": self.most})
        if int(number.as_tuple().exponent) < -PLACES:
            no(_("Too many digits after the point. Give at most %(places)s.") % {"places": PLACES})
        return number

    def parse(self, data: Any) -> Decimal:
        if isinstance(data, Decimal | int) and not isinstance(data, bool) and Decimal(data).is_finite():
            return Decimal(data)
        if not isinstance(data, str) or not PLAIN_NUMBER.fullmatch(data.strip()):
            no(_('Give a plain number, such as "1250" or "150.5".'))
        return Decimal(data.strip())


class Code(Field):
    """One of a closed list."""

    def __init__(self, codes: type[Enum], **options: Any) -> None:
        super().__init__(**options)
        self.codes = codes
        values = [code.value for code in codes]
        needed = format_lazy(_("This is needed: one of {codes}."), codes=", ".join(values))
        self.error_messages["required"] = self.error_messages["null"] = needed
        self.sentence = format_lazy(_("This value is not known. Give one of {codes}."), codes=", ".join(values))
        set_override(self, "field", self.schema(values))

    def schema(self, values: list[str]) -> dict[str, Any]:
        return {"type": "string", "enum": values}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and data in {code.value for code in self.codes}:
            return self.codes(data)
        no(self.sentence)


class Codes(Code):
    """A list of codes, each once, in the order of the list; null when nobody has looked yet."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, list):
            no(_('Give a list, such as [] or ["GREENING"], or null if you do not know.'))
        wanted = {super(Codes, self).to_internal_value(one) for one in data}
        return tuple(code for code in self.codes if code in wanted)

    def schema(self, values: list[str]) -> dict[str, Any]:
        return {"type": ["array", "null"], "items": super().schema(values)}


@extend_schema_field({"type": "boolean"})
class Yes(Field):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            no(_("Give true or false, without quotation marks."))
        return data


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": 10})
class Count(Field):
    """A whole number from 1 to 10."""

    def to_internal_value(self, data: Any) -> int:
        text = "" if isinstance(data, bool) else str(data)
        if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= 10:
            no(_("Give a whole number from 1 to 10."))
        return int(text)


@extend_schema_field({"type": "string", "format": "date", "example": "2026-11-23"})
class Day(Field):
    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not ISO_DAY.fullmatch(data):
            no(_("Give a day as year-month-day, such as 2026-11-23."))
        try:
            return date.fromisoformat(data)
        except ValueError:
            no(_("There is no such day in the calendar. Give a day such as 2026-11-23."))
