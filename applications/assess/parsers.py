"""JSON whose numbers stay exact: 150.01 is read as it is written, never as a binary fraction."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

LONGEST = 64 * 1024


class ExactJSONParser(BaseParser):
    """NaN and Infinity, which JSON does not have, come through as text, so that their field can say what is wrong."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(LONGEST + 1)
        if len(body) > LONGEST:
            raise RequestDataTooBig
        try:
            return json.loads(body, parse_float=Decimal, parse_int=Decimal, parse_constant=str)
        except (ValueError, RecursionError, ArithmeticError) as unreadable:
            raise ParseError from unreadable
