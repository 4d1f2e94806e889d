"""A later day, as people and programs give it: seen by the customer, in the log, on the audit page, and no excuse."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from deadlines.actions import current_calendar
from deadlines.models import Extension
from notifications.models import Message
from portal.dashboards.counting import figures
from portal.dashboards.holds.queries import holds
from tests.applications.journey import FACTORY, SMALL_SHOP, Cast, accepted
from tests.applications.steps import fresh, must_hold
from tests.applications.test_http_journeys import Caller

WHY = {"reason_code": "FOUND_ON_SITE", "evidence": "照片12：路面下是岩石"}
ASK = {"clock": "C1", "workdays": "3", **WHY}


def page(user: User, path: str) -> str:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser.get(path).content.decode()


def case_of(cast: Cast) -> Application:
    return accepted(cast, FACTORY, at=timezone.now())


def test_two_people_give_a_later_day_and_the_customer_is_told_why(cast: Cast) -> None:
    case = case_of(cast)
    address, before = f"applications/{case.number}", case.timeline.clocks.get(kind="C1").due_on
    assert Caller(cast.chief).post(f"{address}/propose_extension/", ASK).status_code == 200
    assert Caller(cast.chief).post(f"{address}/confirm_extension/").status_code == 403
    assert fresh(case).timeline.clocks.get(kind="C1").due_on == before
    told = Message.objects.filter(template="extension-waiting")
    assert set(told.values_list("recipient", flat=True)) == {cast.supervisor.pk}
    seen = page(cast.supervisor, f"/room/{case.number}/confirm_extension/")
    assert "照片12：路面下是岩石" in seen
    assert Caller(cast.supervisor).post(f"{address}/confirm_extension/").status_code == 200
    case = must_hold(case)
    assert case.timeline.clocks.get(kind="C1").due_on > before
    assert Message.objects.filter(template="promise-extended", recipient=cast.customer).count() == 1
    assert "照片12：路面下是岩石" in page(cast.customer, f"/applications/{case.number}/")
    verbs = list(case.timeline.events.values_list("verb", flat=True))
    assert verbs[-2:] == ["propose_extension", "confirm_extension"]


def test_the_laws_own_limit_has_no_later_day_and_bad_input_keeps_what_was_typed(cast: Cast) -> None:
    case = accepted(cast, SMALL_SHOP, at=timezone.now())
    chief = Caller(cast.chief)
    answer = chief.post(f"applications/{case.number}/propose_extension/", {**ASK, "clock": "C5"})
    assert answer.status_code == 400
    assert "clock" in answer.json()["errors"]
    high = case_of(cast)
    browser = Client()
    browser.force_login(cast.chief, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(f"/room/{high.number}/propose_extension/", {**ASK, "workdays": "40"})
    assert answer.status_code == 422
    assert "照片12：路面下是岩石" in answer.content.decode()
    assert not Extension.objects.exists()


def test_saying_no_moves_nothing_and_is_kept_with_a_reason(cast: Cast) -> None:
    case = case_of(cast)
    address, before = f"applications/{case.number}", case.timeline.clocks.get(kind="C1").due_at
    Caller(cast.supervisor).post(f"{address}/propose_extension/", ASK)
    assert Caller(cast.chief).post(f"{address}/decline_extension/", {}).status_code == 400
    Caller(cast.chief).post(f"{address}/decline_extension/", {"answer": "the survey showed it"})
    row = Extension.objects.get()
    assert (row.is_confirmed, row.answer) == (False, "the survey showed it")
    assert fresh(case).timeline.clocks.get(kind="C1").due_at == before


def test_a_later_day_is_ranked_on_the_audit_page_and_waits_on_the_operations_page(cast: Cast) -> None:
    case = case_of(cast)
    Caller(cast.chief).post(f"applications/{case.number}/propose_extension/", ASK)
    assert case.number in page(cast.supervisor, "/operations/")
    Caller(cast.supervisor).post(f"applications/{case.number}/confirm_extension/")
    (found,) = holds(at=timezone.now() + timedelta(minutes=1))
    assert (found.number, found.extra, found.officer, found.by) == (case.number, 3, cast.chief.pk, cast.supervisor.pk)
    assert case.number in page(cast.supervisor, "/supervision/holds/")


def test_a_promise_kept_by_its_later_day_alone_counts_as_late(cast: Cast) -> None:
    case = case_of(cast)
    Caller(cast.chief).post(f"applications/{case.number}/propose_extension/", ASK)
    Caller(cast.supervisor).post(f"applications/{case.number}/confirm_extension/")
    clock = case.timeline.clocks.get(kind="C1")
    for stopped_at, is_kept in ((clock.due_at - timedelta(hours=1), False), (clock.started_at, True)):
        clock.stopped_at = stopped_at
        clock.save()
        _fact, steps = figures(fresh(case), calendar=current_calendar(), at=timezone.now())
        assert [step.is_on_time for step in steps if step.kind == "C1"] == [is_kept]
