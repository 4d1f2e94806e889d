"""The sharing platform as the demo and the tests meet it; its knobs make it late, down, wrong, double or empty."""

from __future__ import annotations

from typing import Any

from connectors.elicence.choices import LicenceKind
from connectors.elicence.register import Business, Person, Property, Register, licence_id
from connectors.simulation import Answer, Asked, Simulator

REGISTER = Register()

POLICE, LAND, MARKET = "114115230000000011", "114115230000000022", "114115230000000033"
PRINTED = {
    LicenceKind.CITIZEN_ID: ("11100000000013127D001", POLICE, "新县公安局"),
    LicenceKind.REAL_ESTATE: ("11100000000019584P001", LAND, "新县自然资源局"),
    LicenceKind.BUSINESS_LICENCE: ("11100000MB0143028R001", MARKET, "新县市场监督管理局"),
}


class ElicenceSimulator(Simulator):
    """Look-ups by identity number, by credit code, or by name and address together."""

    system = "elicence"
    knobs = Simulator.knobs | {
        "wrong_owner": False,
        "revoked": False,
        "expired": False,
        "double": False,
        "not_found": False,
        "only_kind": "",
    }

    def answer(self, asked: Asked) -> Answer:
        if (asked.method, asked.path) != ("POST", "/v1/licences/search"):
            return Answer(404, {"code": "NO_SUCH_INTERFACE"})
        body = asked.json()
        if body.get("kind") not in LicenceKind.values or not body.get("authorisation"):
            return Answer(422, {"code": "BAD_QUESTION"})
        kind = LicenceKind(body["kind"])
        found = [] if self.turned("not_found", kind) else _find(kind, body.get("subject") or {})
        if not found:
            return Answer(404, {"code": "NOT_FOUND"})
        return Answer(200, {"licences": self._as_turned(kind, found)})

    def turned(self, knob: str, kind: LicenceKind) -> bool:
        return bool(self.knob(knob)) and self.knob("only_kind") in ("", kind)

    def _as_turned(self, kind: LicenceKind, found: list[Person | Business | Property]) -> list[dict[str, Any]]:
        if self.turned("wrong_owner", kind):
            found = [_somebody_else(found[0])]
        if self.turned("double", kind) and len(found) == 1:
            found = [found[0], found[0]]
        rows = [_licence(kind, one, version=n) for n, one in enumerate(found)]
        for row in rows:
            if self.turned("revoked", kind):
                row["state"] = "REVOKED"
            if self.turned("expired", kind):
                row |= {"state": "EXPIRED", "valid_until": "2020-12-31"}
        return rows


def _find(kind: LicenceKind, subject: dict[str, str]) -> list[Person | Business | Property]:
    owner_id = subject.get("uscc") or subject.get("citizen_id") or ""
    name, address = subject.get("name", ""), subject.get("address", "")
    if kind is LicenceKind.REAL_ESTATE:
        owned = [
            one
            for one in REGISTER.properties
            if one.owner_id == owner_id or (not owner_id and name and one.owner_name == name)
        ]
        return [one for one in owned if not address or address in one.address or one.address in address]
    rows = REGISTER.persons if kind is LicenceKind.CITIZEN_ID else REGISTER.businesses
    if owner_id:
        return [one for one in rows if _id(one) == owner_id]
    return [one for one in rows if name and one.name == name and address and address in one.address]


def _id(one: Person | Business) -> str:
    return one.citizen_id if isinstance(one, Person) else one.uscc


def _somebody_else(one: Person | Business | Property) -> Person | Business | Property:
    rows: tuple[Any, ...] = (
        REGISTER.persons
        if isinstance(one, Person)
        else REGISTER.businesses
        if isinstance(one, Business)
        else REGISTER.properties
    )
    return rows[(rows.index(one) + 1) % len(rows)]  # type: ignore[no-any-return]


def _licence(kind: LicenceKind, one: Person | Business | Property, *, version: int) -> dict[str, Any]:
    type_code, issuer, issued_by = PRINTED[kind]
    rows: tuple[Any, ...] = {
        LicenceKind.CITIZEN_ID: REGISTER.persons,
        LicenceKind.REAL_ESTATE: REGISTER.properties,
        LicenceKind.BUSINESS_LICENCE: REGISTER.businesses,
    }[kind]
    return {
        "kind": kind.value,
        "licence_id": licence_id(type_code, issuer, f"2024{rows.index(one):06d}{version}"),
        "issued_by": issued_by,
        "valid_until": "2044-12-31" if kind is LicenceKind.CITIZEN_ID else None,
        "state": "VALID",
        "fields": _fields(one),
    }


def _fields(one: Person | Business | Property) -> dict[str, str]:
    if isinstance(one, Person):
        return {
            "name": one.name,
            "citizen_id": one.citizen_id,
            "sex": one.sex,
            "born_on": one.born_on.isoformat(),
            "address": one.address,
        }
    if isinstance(one, Property):
        return {name: getattr(one, name) for name in Property.__dataclass_fields__}
    return {
        "name": one.name,
        "uscc": one.uscc,
        "legal_person": one.legal_person.name,
        "legal_person_id": one.legal_person.citizen_id,
        "form": one.form,
        "address": one.address,
        "established_on": one.established_on.isoformat(),
        "scope": one.scope,
    }
