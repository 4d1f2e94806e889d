"""Every address of the portal for every kind of person: the literal table of who gets what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.roles import Role
from applications.intake.actions import open_draft
from applications.models import Application
from applications.verbs import VERBS
from customers.projects.actions import enter_lead
from customers.projects.models import Lead
from notifications.models import Message
from tests.applications.journey import FACTORY, MONDAY, Cast, person, surveyed
from tests.applications.model import BY_A_PERSON, NOT_ALLOWED, OK, PEOPLE, UNMET, WRONG_STAGE, Kind, Model
from tests.applications.steps import do, everything_about, fresh
from tests.applications.test_http_journeys import Caller
from tests.undone import undone

OFFICERS = (
    "intake", "chief", "manager", "planner", "reviewer", "works", "inspector", "meter", "dispatch", "contract",
    "supervisor", "leader", "auditor",
)  # fmt: skip
# One table a room: name, address with a real case in it, what GET answers to nobody, the applicant, another customer,
# every officer, an authority's officer; what POST without the form's token answers to somebody signed in; officers who
# differ. What somebody must not know of is 404. 415 and 401: programs' own addresses, which no session opens.
TABLES = sorted((Path(__file__).resolve().parents[1] / "access").glob("*.txt"))
COLUMNS = ("nobody", "customer", "stranger", "officer", "gov")
MAY_CHANGE = {"accounts_personaldataaccess", "django_session"}  # a look is written down, a session is seen
FAR = Kind("far factory", "ON_SITE", grid="PENDING", own="BUILDING", permits=4)
STATUS = {OK: 200, WRONG_STAGE: 409, NOT_ALLOWED: 403, UNMET: 409}


class Row(NamedTuple):
    name: str
    path: str
    get: dict[str, int]
    post: int

    @classmethod
    def read(cls, line: str) -> Row:
        name, path, *found = line.split()
        told = dict(zip(COLUMNS, map(int, found[:5]), strict=True))
        officers = {officer: told["officer"] for officer in OFFICERS}
        more = {who: int(status) for who, status in (one.split("=") for one in found[6:])}
        return cls(name, path, {who: told[who] for who in COLUMNS if who != "officer"} | officers | more, int(found[5]))

    @property
    def is_for_all(self) -> bool:
        return len(set(self.get.values())) == 1


FEW = {"nobody", "customer", "stranger", "intake", "gov"}  # enough for an address that is the same to all
ROWS = [
    Row.read(line)
    for table in TABLES
    for line in table.read_text().splitlines()
    if line.strip() and not line.startswith("#")
]


class Scene(NamedTuple):
    """Who is there, their case, and every address of the table with a real row in it, by name."""

    cast: Cast
    case: Application
    addresses: dict[str, str]


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with undone(django_db_blocker):
        cast = Cast()
        case = at_works(cast)
        yield Scene(cast, case, addresses(case))


@pytest.fixture
def cast(once: Scene, db: None) -> Cast:
    return once.cast


@pytest.fixture
def case(once: Scene, cast: Cast) -> Application:
    return fresh(once.case)


def at_works(cast: Cast) -> Application:
    """A case with a letter, permits and a message, in the middle of its works."""
    far = surveyed(cast, {**FACTORY, "dev_zone_level": "PROVINCIAL"}, length="420.5")
    do(cast, far, "reply_on_site", by=cast.manager, at=MONDAY)
    enter_lead(by=cast.manager, at=MONDAY, code="2611-411523-04-01-000010")
    cast.nobody, cast.stranger = None, person("stranger")
    cast.gov = person("gov", Role.GOV, department="planning")
    return do(cast, far, "confirm_plan", by=cast.customer, at=MONDAY)


def browser_of(cast: Cast, who: str, *, checks: bool = False) -> Client:
    browser, user = Client(enforce_csrf_checks=checks), getattr(cast, who)
    if user is not None:
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def addresses(case: Application) -> dict[str, str]:
    message, permit = Message.objects.filter(about=case.number).first(), case.round.permits.first()
    rows = {"permit": permit.pk, "planning": case.round.permits.get(kind="PLANNING").pk, "lead": Lead.objects.get().pk}
    return {row.name: row.path.format(number=case.number, message=message.pk, **rows) for row in ROWS}


def names(found: list[Any] | None = None, space: str = "") -> Iterator[str]:
    """The name of every address there is."""
    for one in get_resolver().url_patterns if found is None else found:
        if getattr(one, "namespace", None) == "admin":
            continue  # read-only and Django's own; tests/portal/test_probes.py looks at who may see it
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}"


def counted() -> dict[str, int]:
    """How many rows each table has."""
    tables = {model._meta.db_table: model for model in apps.get_models() if model._meta.managed}
    return {name: model._base_manager.count() for name, model in tables.items() if name not in MAY_CHANGE}


def test_no_address_is_missing_from_the_table() -> None:
    assert sorted(names()) == sorted(row.name for row in ROWS)


@pytest.mark.parametrize("who", ["nobody", "customer", "stranger", *OFFICERS, "gov"])
def test_everybody_gets_what_the_table_says_and_looking_changes_nothing(
    once: Scene, case: Application, who: str
) -> None:
    before, stood, browser = counted(), everything_about(case), browser_of(once.cast, who)
    rows = [row for row in ROWS if who in FEW or not row.is_for_all]
    got = {row.name: browser.get(once.addresses[row.name]).status_code for row in rows}
    assert got == {row.name: row.get[who] for row in rows}
    assert (counted(), everything_about(case)) == (before, stood)


@pytest.mark.parametrize("who", ["customer", "intake", "gov"])
def test_a_form_without_its_token_is_turned_away_everywhere(once: Scene, cast: Cast, who: str) -> None:
    browser, before = browser_of(cast, who, checks=True), counted()
    got = {row.name: browser.post(once.addresses[row.name]).status_code for row in ROWS}
    assert got == {row.name: row.post for row in ROWS}
    assert counted() == before


def test_no_verb_is_open_to_the_wrong_person_or_at_the_wrong_stage(cast: Cast, case: Application) -> None:
    cast.other_manager = person("other_manager", Role.MANAGER)
    model, before = Model(FAR, case="WORKS", grid="PENDING", own="BUILDING", permits=4, has_reservation=True), counted()
    stood = everything_about(case)
    for who in PEOPLE:
        caller = Caller(getattr(cast, who))
        for verb in (verb for verb in BY_A_PERSON if verb != "submit" and model.answer(verb, who) != OK):
            expected = 404 if who in ("stranger", "gov") else STATUS[model.answer(verb, who)]
            answer = caller.post(f"applications/{case.number}/{verb}/")
            assert (answer.status_code, bool(answer.json()["detail"])) == (expected, True), (who, verb)
    before["accounts_apitoken"] += len(PEOPLE)
    assert (counted(), everything_about(case)) == (before, stood)


@pytest.mark.parametrize("verb", sorted(name for name, one in VERBS.items() if one.may is not None))
def test_what_is_no_step_of_the_machine_is_closed_to_others_too(cast: Cast, case: Application, verb: str) -> None:
    stood = everything_about(case)
    for who in ("stranger", "gov", "dispatch", "leader", "auditor"):
        answer = Caller(getattr(cast, who)).post(f"applications/{case.number}/{verb}/")
        assert answer.status_code in ({404} if who in ("stranger", "gov") else {403})
    assert everything_about(case) == stood


def test_an_authority_sees_its_own_permit_and_no_other(cast: Cast, case: Application) -> None:
    seen = Caller(cast.gov).get("permits/").json()["results"]
    assert [one["kind"] for one in seen] == ["PLANNING"]
    others = case.round.permits.exclude(kind="PLANNING").first()
    assert Caller(cast.gov).post(f"permits/{others.pk}/grant/", {"document_no": "1"}).status_code == 404


def test_a_draft_is_seen_by_nobody_but_its_customer_and_the_chief_sees_only_that_it_is_there(
    cast: Cast, case: Application
) -> None:
    draft = open_draft(by=cast.customer, at=MONDAY, answers={"name": "山茶小店", "address": "文博村1号"})
    for who in ({"stranger", *OFFICERS, "gov"}) - {"chief"}:
        assert Caller(getattr(cast, who)).get(f"applications/{draft.number}/").status_code == 404
    answers = (Caller(cast.chief).get(f"applications/{draft.number}/"),
               browser_of(cast, "chief").get(f"/room/{draft.number}/"))  # fmt: skip
    for answer in answers:
        assert answer.status_code == 200
        assert not {"山茶小店", "文博村1号"} & set(answer.content.decode())
        assert "山茶小店" not in answer.content.decode()
    assert draft.number not in browser_of(cast, "chief").get("/room/").content.decode()
