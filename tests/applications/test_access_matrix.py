"""Every address of the portal for every kind of person: the literal table of who gets what."""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.applications.steps import do, everything_about
from tests.applications.test_http_journeys import Caller

OFFICERS = (
    "intake", "chief", "manager", "planner", "reviewer", "works", "inspector", "meter", "dispatch", "contract",
    "supervisor", "leader", "auditor",
)  # fmt: skip
# Name, address with a real case in it, what GET answers to: nobody, the applicant, another customer, every officer, an
# authority's officer; what POST without the form's token answers to somebody signed in; officers who differ.
# What somebody must not know of is 404. 415 and 401: programs' own addresses, which no session opens.
TABLE = """
healthz                /healthz                                      200 200 200 200 200  403
readyz                 /readyz                                       200 200 200 200 200  403
healthz-deep           /healthz/deep                                 503 503 503 503 503  403
metrics                /metrics                      403 403 403 403 403  403  chief=200 supervisor=200 auditor=200
home                   /                                             200 200 200 302 302  403
display                /display/theme/dark/                          302 302 302 302 302  403
gallery                /gallery/                                     404 404 404 404 404  403
sign-in                /sign-in/                                     200 302 302 302 302  403
sign-in-code           /sign-in/code/                                302 302 302 302 302  403
sign-in-code-again     /sign-in/code/again/                          302 302 302 302 302  403
staff-sign-in          /sign-in/staff/                               200 200 200 200 200  403
staff-sign-in-code     /sign-in/staff/code/                          302 302 302 302 302  403
sign-out               /sign-out/                                    405 405 405 405 405  403
language               /language/                                    302 302 302 302 302  403
my-data                /my-data/                                     302 200 200 200 200  403
my-data-copy           /my-data/copy/                                302 405 405 405 405  403
consent-give           /my-data/consents/LICENCES/give/              302 405 405 405 405  403
consent-withdraw       /my-data/consents/LICENCES/withdraw/          302 405 405 405 405  403
privacy                /privacy/                                     200 200 200 200 200  403
inbox                  /messages/                                    302 200 200 200 200  403
open-all-messages      /messages/open/                               302 405 405 405 405  403
open-message           /messages/{message}/open/                     302 405 405 405 405  403
message-preferences    /messages/preferences/                        302 200 200 200 200  403
message-failures       /messages/failures/   302 404 404 404 404  403  intake=200 chief=200 manager=200 supervisor=200
message-try-again      /messages/failures/1/again/                   302 405 405 405 405  403
message-called         /messages/failures/1/called/                  302 405 405 405 405  403
message-number         /messages/failures/1/number/                  302 405 405 405 405  403
sms-receipts           /connect/sms/receipts/                        405 405 405 405 405  401
gridhealth:network     /grid/network.geojson                         404 404 404 200 404  403
gridhealth:health      /grid/health/                                 302 404 404 200 404  403
gridhealth:cures       /grid/health/cures/                           302 404 404 200 404  403
gridhealth:accept-cure /grid/health/cures/1/accept/                  302 405 405 405 405  403
gridhealth:health-of   /grid/health/feeder/none/                     302 404 404 404 404  403
assess:page            /assess/                                      200 200 200 200 200  403
intake:start           /apply/                                       200 200 200 200 200  403
intake:begin           /apply/new/                                   302 200 200 403 403  403
intake:resume          /apply/{number}/                              302 302 404 302 404  403
intake:discard         /apply/{number}/discard/                      302 405 405 405 405  403
intake:check           /apply/{number}/check/                        302 302 404 302 404  403
intake:manager         /apply/{number}/manager/                      302 302 404 302 404  403
intake:page            /apply/{number}/what/                         302 302 404 302 404  403
intake:correct         /applications/{number}/correct/               302 409 404 403 404  403
intake:papers          /applications/{number}/papers/                302 200 404 200 404  403
intake:paper           /applications/{number}/papers/REAL_ESTATE/    302 200 404 200 404  403
applications:mine      /applications/                                302 200 200 200 200  403
applications:tracker   /applications/{number}/                       302 200 404 200 404  403
applications:letter    /applications/{number}/letters/plan/          302 200 404 200 404  403
applications:visit     /applications/{number}/visit/                 302 404 404 404 404  403
applications:verb      /applications/{number}/withdraw/              302 200 404 403 404  403
applications:track     /track/                                       200 200 200 200 200  403
survey:page            /survey/{number}/                             302 404 404 403 404  403  manager=200
survey:nearest         /survey/{number}/nearest/                     302 404 404 403 404  403  manager=400
survey:photo           /survey/{number}/photos/1/                    302 404 404 404 404  403
survey:code            /survey/{number}/code/                        302 405 405 405 405  403
survey:sign            /survey/{number}/sign/                        302 405 405 405 405  403
survey:answer          /survey/{number}/reply_on_site/               302 405 405 405 405  403
survey:from-room       /room/{number}/record_survey/                 302 302 302 302 302  403
projects:list          /projects/                                    302 404 404 200 200  403
projects:new           /projects/new/          302 404 404 403 403  403  intake=200 chief=200 manager=200
projects:project       /projects/{lead}/                             302 404 404 200 404  403
projects:phone         /projects/{lead}/phone/                       302 405 405 405 405  403
projects:verb          /projects/{lead}/take/                        302 405 405 405 405  403
managers:list          /managers/                                    302 200 200 200 200  403
managers:leave         /managers/0/leave/                            302 404 404 403 403  403  chief=404
managers:back          /managers/0/back/                             302 405 405 405 405  403
demands:list           /demands/                                     302 200 200 200 200  403
demands:new            /demands/new/                 302 200 200 200 403  403  leader=403 auditor=403
demands:one            /demands/XCD-NONE/                            302 404 404 404 404  403
demands:verb           /demands/XCD-NONE/answer/                     302 404 404 404 404  403
hotline-demands        /connect/hotline/demands/                     405 405 405 405 405  401
room:queue             /room/                                        302 404 404 200 200  403
room:works             /works/                                       302 404 404 200 200  403
room:meters            /meters/                                      302 404 404 200 200  403
room:visits            /visits/                                      302 404 404 200 200  403
room:next              /room/next/                                   302 405 405 405 405  403
room:bulk              /room/bulk/?act=take                          302 404 404 302 302  403
room:case              /room/{number}/                               302 404 404 200 404  403
room:take              /room/{number}/take/                          302 405 405 405 405  403
room:release           /room/{number}/release/                       302 405 405 405 405  403
room:note              /room/{number}/note/                          302 405 405 405 405  403
room:permit            /room/{number}/permits/{permit}/              302 404 404 200 404  403
room:permit-verb       /room/{number}/permits/{permit}/grant/        302 404 404 403 404  403  intake=200 chief=200
room:reveal            /room/{number}/reveal/                        302 404 404 200 404  403
room:verb              /room/{number}/terminate/                     302 404 404 403 404  403  chief=200
desk:list              /desk/                                        302 404 404 404 200  403
desk:next              /desk/next/                                   302 405 405 405 405  403
desk:bulk              /desk/bulk/                                   302 405 405 405 405  403
desk:permit            /desk/{planning}/                             302 404 404 404 200  403
desk:package           /desk/{planning}/package.pdf                  302 404 404 404 200  403
desk:verb              /desk/{planning}/grant/                       302 404 404 404 200  403
planned:calendar       /outages/planned/                            302 404 404 200 404  403
planned:propose        /outages/planned/propose/     302 404 404 403 404  403  works=200 planner=200 dispatch=200
planned:work           /outages/planned/PW-0/                       302 404 404 404 404  403
planned:verb           /outages/planned/PW-0/sign/                  302 404 404 404 404  403
planned:announcement   /public/announcements/1/                     404 404 404 404 404  403
indices:page           /outages/indices/                            302 404 404 200 404  403
faults:board           /outages/                                    302 404 404 200 404  403
faults:report          /outages/report/                             200 200 200 200 200  403
faults:outage          /outages/TD0/                                302 404 404 404 404  403
faults:still-out       /outages/TD0/still-out/                      302 405 405 405 405  403
faults:verb            /outages/TD0/confirm/                        302 404 404 404 404  403
outages                /api/v1/outages/                             401 200 200 200 200  403
outage                 /api/v1/outages/1/                           401 404 404 404 404  403
outage-report          /api/v1/outages/report/                      401 405 405 405 405  403
outage-verb            /api/v1/outages/1/confirm/                   401 405 405 405 405  403
assessment:page        /outages/assessment/                         302 404 404 200 404  403
assessment:export      /outages/assessment/export/                  302 404 404 200 404  403
assessment:cell        /outages/assessment/none/                    302 404 404 404 404  403
assessment:exempt      /outages/assessment/none/exempt/             302 405 405 405 405  403
assessment:confirm     /outages/assessment/none/confirm/1/          302 405 405 405 405  403
assessment:appeal      /outages/assessment/none/appeal/             302 405 405 405 405  403
assessment:answer      /outages/assessment/none/answer/1/           302 405 405 405 405  403
reliability-indices    /api/v1/reliability/indices/                 401 404 404 200 404  403
platform:callback      /connect/construction/news/                   405 405 405 405 405  401
platform:dead-letters  /operations/platform/             302 404 404 404 404  403  intake=200 chief=200 supervisor=200
platform:try-again     /operations/platform/1/again/                 302 405 405 405 405  403
workdays-due           /api/v1/workdays/due/?start=2026-09-18&workdays=5  200 200 200 200 200  403
applications           /api/v1/applications/                         401 200 200 200 200  403
application            /api/v1/applications/{number}/                401 200 404 200 404  403
application-events     /api/v1/applications/{number}/events/         401 200 404 200 404  403
application-clocks     /api/v1/applications/{number}/clocks/         401 200 404 200 404  403
application-verb       /api/v1/applications/{number}/withdraw/       401 405 405 405 405  403
queue                  /api/v1/queue/                                401 403 403 200 200  403
api-projects           /api/v1/projects/                             401 403 403 200 200  403
api-project            /api/v1/projects/{lead}/                      401 403 403 200 404  403
api-project-verb       /api/v1/projects/{lead}/take/                 401 405 405 405 405  403
managers               /api/v1/managers/                             401 200 200 200 200  403
slots                  /api/v1/slots/                                401 400 400 400 400  403
grid-capacity          /api/v1/grid/capacity/                       401 400 400 400 400  403
grid-feeders           /api/v1/grid/feeders/                        401 404 404 200 404  403
grid-feeder            /api/v1/grid/feeders/no-such-line/           401 404 404 404 404  403
grid-areas             /api/v1/grid/areas/                          401 404 404 200 404  403
grid-cells             /api/v1/grid/cells/                          401 404 404 200 404  403
demands                /api/v1/demands/                              401 200 200 200 200  403
demand                 /api/v1/demands/XCD-NONE/                     401 404 404 404 404  403
demand-verb            /api/v1/demands/XCD-NONE/answer/              401 405 405 405 405  403
assessments            /api/v1/assessments/                          405 405 405 405 405  415
permits                /api/v1/permits/                              401 200 200 200 200  403
permit-verb            /api/v1/permits/{permit}/grant/               401 405 405 405 405  403
schema                 /api/schema/                                  200 200 200 200 200  403
docs                   /api/docs/                                    200 200 200 200 200  403
"""
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
ROWS = [Row.read(line) for line in TABLE.strip().splitlines()]


@pytest.fixture
def case(cast: Cast) -> Application:
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


def address(row: Row, case: Application) -> str:
    message, permit = Message.objects.filter(about=case.number).first(), case.round.permits.first()
    rows = {"permit": permit.pk, "planning": case.round.permits.get(kind="PLANNING").pk, "lead": Lead.objects.get().pk}
    return row.path.format(number=case.number, message=message.pk, **rows)


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


def test_everybody_gets_what_the_table_says_and_looking_changes_nothing(cast: Cast, case: Application) -> None:
    before, stood = counted(), everything_about(case)
    for who in ("nobody", "customer", "stranger", *OFFICERS, "gov"):
        browser = browser_of(cast, who)
        rows = [row for row in ROWS if who in FEW or not row.is_for_all]
        got = {row.name: browser.get(address(row, case)).status_code for row in rows}
        assert got == {row.name: row.get[who] for row in rows}, who
    assert (counted(), everything_about(case)) == (before, stood)


@pytest.mark.parametrize("who", ["customer", "intake", "gov"])
def test_a_form_without_its_token_is_turned_away_everywhere(cast: Cast, case: Application, who: str) -> None:
    browser, before = browser_of(cast, who, checks=True), counted()
    got = {row.name: browser.post(address(row, case)).status_code for row in ROWS}
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
    seen = Caller(cast.gov).get("permits/").json()
    assert [one["kind"] for one in seen] == ["PLANNING"]
    others = case.round.permits.exclude(kind="PLANNING").first()
    assert Caller(cast.gov).post(f"permits/{others.pk}/grant/", {"document_no": "1"}).status_code == 404


def test_a_draft_is_seen_by_nobody_but_its_customer(cast: Cast, case: Application) -> None:
    draft = open_draft(by=cast.customer, at=MONDAY)
    for who in ("stranger", *OFFICERS, "gov"):
        assert Caller(getattr(cast, who)).get(f"applications/{draft.number}/").status_code == 404
