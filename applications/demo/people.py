"""Who applies in the demo county: people and businesses of the made-up register, each case with its own sign-in."""

from __future__ import annotations

from decimal import Decimal
from math import cos, radians
from random import Random
from typing import Any, NamedTuple

from connectors.elicence.register import Business, Person
from connectors.elicence.simulator import REGISTER
from customers.choices import CustomerKind
from gridhealth.models import TransformerArea
from gridhealth.towns import TOWNS, Town, town_near

METRES_A_DEGREE = 111_320
NUMBERS = "1380377{:04d}"


class Place(NamedTuple):
    """Where power is wanted, and the transformer nearby that can give it."""

    town: Town
    area: TransformerArea
    latitude: Decimal
    longitude: Decimal
    route: list[list[float]]


def phone_of(n: int) -> str:
    """A number nobody has: the demo's own thousand."""
    return NUMBERS.format(n)


def who(n: int, *, is_person: bool) -> dict[str, Any]:
    """Name and number as a form has them, valid by their check characters."""
    if is_person:
        person: Person = REGISTER.persons[n % len(REGISTER.persons)]
        return {
            "is_owner": "YES", "customer_kind": CustomerKind.NATURAL_PERSON.value, "name": person.name,
            "citizen_id": person.citizen_id,
            "address": REGISTER.properties_of(person.citizen_id)[0].address,
        }  # fmt: skip
    firm: Business = REGISTER.businesses[n % len(REGISTER.businesses)]
    kind = CustomerKind.INDIVIDUAL_BUSINESS if firm.is_individual else CustomerKind.ENTERPRISE
    return {"customer_kind": kind.value, "name": firm.name, "uscc": firm.uscc, **_premises(n, firm)}


def _premises(n: int, firm: Business) -> dict[str, Any]:
    """Their own in the county town, or, every other time, rented in one of the townships."""
    if n % 2:
        return {"address": REGISTER.properties_of(firm.uscc)[0].address, "is_owner": "YES"}
    town = TOWNS[n // 2 % len(TOWNS)]
    return {
        "address": f"{town.name}街道 {n % 90 + 1} 号", "is_owner": "NO", "owner_note": "房东已同意,租期到 2031 年",
    }  # fmt: skip


def town_of(address: str) -> Town:
    return next((town for town in TOWNS if town.name in address), TOWNS[0])


class Grid:
    """The transformer areas by township, read once."""

    def __init__(self) -> None:
        self.areas: dict[str, list[TransformerArea]] = {}
        for area in TransformerArea.objects.select_related("feeder").order_by("code"):
            lon, lat = area.geometry["coordinates"]
            self.areas.setdefault(town_near(lon, lat).code, []).append(area)

    def place(self, chance: Random, town: Town, length_m: float) -> Place:
        """A spot as far from one of the town's transformers as the line is to be long."""
        area = chance.choice(self.areas.get(town.code) or next(iter(self.areas.values())))
        lon, lat = area.geometry["coordinates"]
        east = length_m / METRES_A_DEGREE / cos(radians(lat)) * chance.choice((1, -1))
        half = [round(lon + east / 2, 6), lat]
        end = [round(lon + east / 2, 6), round(lat + length_m / 2 / METRES_A_DEGREE, 6)]
        return Place(town, area, Decimal(str(end[1])), Decimal(str(end[0])), [[lon, lat], half, end])
