"""One small shop from draft to energised, step by step: each step is one action of the portal, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

TERMS = {
    "connection_point": "Pole 12", "supply_arrangement": "3 x 380 V", "metering": "Wall", "ownership_boundary": "Meter",
}  # fmt: skip
STEPS = 12


def steps(people: Any, k: int, *, at: datetime) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The acts of case number `k` in their order; each is to be called before the next is asked for."""
    import applications.energise.actions as power
    import applications.intake.actions as intake
    import applications.survey.actions as survey
    import applications.works.actions as works
    from bench.cast import ANSWERS

    case = yield from _kept("open_draft", lambda: intake.open_draft(by=people.customer, at=at))
    pk = case.pk
    visit = at + timedelta(hours=4 + 2 * k)  # an account manager is at one place at a time
    yield "submit", lambda: intake.submit(pk, by=people.customer, at=at, answers=ANSWERS, text_version="1")
    yield "accept", lambda: intake.accept(pk, by=people.intake, at=at)
    booked = {"booked_from": visit, "booked_until": visit + timedelta(hours=2)}
    yield "book_survey", lambda: survey.book_survey(pk, by=people.manager, at=at, **booked)
    measured = {
        "surveyors": ["甲", "乙"], "method": "TAPE", "route_length_m": Decimal("80.0"), "area": people.area,
        "feeder": people.area.feeder, "crs": "EPSG:4490", "route": [[114.9, 31.6], [114.9005, 31.6]],
    }  # fmt: skip
    yield "record_survey", lambda: survey.record_survey(pk, by=people.manager, at=visit, measured=measured)
    yield "start_works", lambda: survey.start_works(pk, by=people.manager, at=visit, terms=TERMS)
    yield "finish_grid_works", lambda: works.finish_grid_works(pk, by=people.works, at=visit)
    yield "accept_grid_works", lambda: works.accept_grid_works(pk, by=people.inspector, at=visit)
    contract = {"contract_capacity": "60 kW"}
    yield "offer_contract", lambda: power.offer_contract(pk, by=people.contract, at=visit, terms=contract)
    yield "sign_contract", lambda: power.sign_contract(pk, by=people.customer, at=visit)
    meter = {"asset_no": f"41{pk:020d}", "first_reading_kwh": Decimal(0)}
    yield "install_meter", lambda: power.install_meter(pk, by=people.meter, at=visit, **meter)
    yield "energise", lambda: power.energise(pk, by=people.dispatch, at=visit, is_safe=True)


def _kept(name: str, act: Callable[[], Any]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """A step whose result the later ones need."""
    found: list[Any] = []
    yield name, lambda: found.append(act())
    return found[0]


def walk(people: Any, k: int, *, at: datetime) -> None:
    for _name, act in steps(people, k, at=at):
        act()
