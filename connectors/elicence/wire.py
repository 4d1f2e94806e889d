"""What the sharing platform's answers must look like; anything else is garbage and never reaches a form."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.iso7064 import mod_37_36

from connectors.elicence.choices import LicenceKind, LicenceState

ROOT = "1.2.156.3005.2"
IDENTIFIER = re.compile(
    re.escape(ROOT) + r"\.([0-9A-Z]{12,21})\.([0-9A-Z]{9,18})\.([0-9A-Z]{4,22})\.(\d{3})\.([0-9A-Z])"
)
MAX_MATCHES = 20

# Field of each kind and the longest value believed. All are text; a platform sends what is printed on the paper.
FIELDS: Mapping[str, Mapping[str, int]] = {
    LicenceKind.CITIZEN_ID: {"name": 60, "citizen_id": 18, "sex": 4, "born_on": 10, "address": 200},
    LicenceKind.REAL_ESTATE: {
        "certificate_no": 60,
        "real_estate_unit": 28,
        "owner_name": 120,
        "owner_id": 18,
        "address": 200,
        "usage": 60,
        "area_m2": 20,
    },
    LicenceKind.BUSINESS_LICENCE: {
        "name": 120,
        "uscc": 18,
        "legal_person": 60,
        "legal_person_id": 18,
        "form": 60,
        "address": 200,
        "established_on": 10,
        "scope": 500,
    },
}
OWNER = {
    LicenceKind.CITIZEN_ID: "citizen_id",
    LicenceKind.REAL_ESTATE: "owner_id",
    LicenceKind.BUSINESS_LICENCE: "uscc",
}


class Garbage(ValueError):
    """The platform answered, but not with licences."""


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence as the platform states it at the moment of asking."""

    kind: LicenceKind
    licence_id: str
    issued_by: str
    valid_until: date | None
    state: LicenceState
    fields: Mapping[str, str]
    digest: str

    @property
    def owner_id(self) -> str:
        """Whose licence it says it is: identity number or credit code."""
        return self.fields[OWNER[self.kind]]


def check_character(parts: str) -> str:
    """ISO 7064 MOD 37,36 over type, issuer, serial and version joined without dots."""
    return str(mod_37_36.calc_check_digit(parts))


def is_licence_id(text: str) -> bool:
    found = IDENTIFIER.fullmatch(text)
    return found is not None and check_character("".join(found.groups()[:4])) == found[5]


def parse(kind: LicenceKind, body: Mapping[str, Any]) -> tuple[Licence, ...]:
    """The licences in an answer. Raises Garbage when any of it is not as agreed."""
    rows = body.get("licences")
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_MATCHES:
        raise Garbage("licences")
    return tuple(_licence(kind, row) for row in rows)


def _licence(kind: LicenceKind, row: Any) -> Licence:
    if not isinstance(row, dict) or row.get("kind") != kind or row.get("state") not in LicenceState.values:
        raise Garbage("kind or state")
    identifier = _text(row, "licence_id", 120)
    if not is_licence_id(identifier):
        raise Garbage("licence_id")
    given = row.get("fields")
    if not isinstance(given, dict):
        raise Garbage("fields")
    fields = {name: _text(given, name, longest) for name, longest in FIELDS[kind].items()}
    return Licence(
        kind=kind,
        licence_id=identifier,
        issued_by=_text(row, "issued_by", 120),
        valid_until=_day(row.get("valid_until")),
        state=LicenceState(row["state"]),
        fields=fields,
        digest=hashlib.sha256(json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
    )


def _text(row: Mapping[str, Any], name: str, longest: int) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise Garbage(name)
    return value


def _day(value: Any) -> date | None:
    """None is a licence without end, as most property certificates are."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Garbage("valid_until") from None
