"""The operations pages: what waits for a person, and dated data that two people change."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from applications.rulebook.models import PublishedRules
from applications.rulebook.reading import rule_sets, rules_in_force
from customers.demands.choices import CLOCK_NAMES
from deadlines.calendars import current_calendar
from deadlines.loading import carry_through
from deadlines.models import Alert, Clock, Heartbeat, Hold, Proposal
from deadlines.statutory import statutory_days
from deadlines.sweeping import sweep
from portal.operations import showing
from portal.templatetags.portal import clock_name
from tests.deadlines.cast import case, clock, officer

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT_YEAR = TODAY.year + 1


def sign_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def one() -> Client:
    return sign_in(officer("supervisor", Role.SUPERVISOR))


@pytest.fixture
def other() -> Client:
    return sign_in(officer("chief", Role.CHIEF))


def calendar_file(*, year: int = NEXT_YEAR, works_on: str = "") -> SimpleUploadedFile:
    """The holidays by law, and a fortnight in January that nobody expected to be off."""
    days = {day: (str(day) == works_on, why) for day, (_works, why) in statutory_days(year).items()}
    days |= {day: (False, "Snow") for n in range(4, 18) if (day := date(year, 1, n)).weekday() < 5}
    lines = [f"{day},{'workday' if works else 'off'},{why or 'x'}" for day, (works, why) in sorted(days.items())]
    return SimpleUploadedFile("year.csv", "\n".join(lines).encode())


def rules_text(**changed: Any) -> str:
    begins = (TODAY + timedelta(days=30)).isoformat()
    limits = {"works_mv": [{"workdays": 8, "basis": "PROMISE"}]}
    told = {
        "version": "411523-9.9", "effective_from": begins, "basis": "stricter county promise", "limits": limits,
        "days": {"draft": 60}, "reminders": {"plan": [20, 5]},
    }  # fmt: skip
    return json.dumps({**told, **changed})


def upload(browser: Client, what: str, file: Any) -> Any:
    return browser.post(f"/operations/changes/{what}/", {"file": file, "source": "Notice 1"})


def test_the_page_names_what_is_late_and_who_answers_for_what(one: Client) -> None:
    due = clock(case("XC-LATE"), at=timezone.now() - timedelta(days=60))
    sweep(at=timezone.now())
    page = one.get("/operations/").content.decode()
    assert "XC-LATE" in page
    alert = Alert.objects.get(clock=due, level="BREACH")
    assert one.post(f"/operations/alerts/{alert.pk}/acknowledge/", {"plan": "crew tomorrow"}).status_code == 302
    alert.refresh_from_db()
    assert (alert.plan, alert.acknowledged_by.username) == ("crew tomorrow", "supervisor")


def test_held_messages_are_released_on_the_page_with_a_reason(one: Client, other: Client) -> None:
    for n in range(51):
        clock(case(f"XC-{n}"), at=timezone.now() - timedelta(days=60))
    sweep(at=timezone.now())
    hold = Hold.objects.get()
    one.post(f"/operations/holds/{hold.pk}/release/", {"reason": ""})
    assert Alert.objects.held().exists()
    assert other.post(f"/operations/holds/{hold.pk}/release/", {"reason": "looked"}).status_code == 403
    one.post(f"/operations/holds/{hold.pk}/release/", {"reason": "the clock is right"})
    assert not Alert.objects.held().exists()


def test_a_driver_that_fell_silent_is_missed_until_it_is_retired(one: Client) -> None:
    Heartbeat.objects.beat("sweep-loop", timezone.now() - timedelta(minutes=9))
    assert "silent_drivers" in one.get("/healthz/deep").json()["late"]
    one.post("/operations/drivers/sweep-loop/retire/")
    assert not Heartbeat.objects.filter(name="sweep-loop").exists()
    assert one.post("/operations/drivers/sweep/retire/").status_code == 404


def test_a_calendar_is_looked_at_by_two_and_moves_the_promises_it_touches(one: Client, other: Client) -> None:
    row = clock(case("XC-WINTER"), workdays=15, at=timezone.make_aware(timezone.datetime(TODAY.year, 12, 20, 9)))
    before = row.due_on
    answer = upload(one, "calendar", calendar_file())
    proposal = Proposal.objects.get()
    assert answer["Location"] == f"/operations/changes/{proposal.pk}/"
    assert proposal.findings[0]["moved"] == 1
    assert "XC-WINTER" in one.get(answer["Location"]).content.decode()
    assert one.post(f"/operations/changes/{proposal.pk}/accept/").status_code == 403  # his own
    other.post(f"/operations/changes/{proposal.pk}/accept/")
    carry_through(at=timezone.now())
    row = Clock.objects.get()
    assert row.due_on.isoformat() == proposal.findings[0]["moves"][0][3] > before.isoformat()
    assert NEXT_YEAR not in current_calendar().provisional


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (SimpleUploadedFile("x.csv", b"\xff\xfe\x00"), "UTF-8"),
        (SimpleUploadedFile("x.csv", b"2027-13-01,off,x"), "1"),
        (calendar_file(works_on=f"{NEXT_YEAR}-10-01"), f"{NEXT_YEAR}-10-01"),
    ],
    ids=["no text", "no day", "a holiday is missing"],
)
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(one: Client, file: Any, word: str) -> None:
    file.seek(0)
    answer = upload(one, "calendar", file)
    assert (answer.status_code, Proposal.objects.count()) == (422, 0)
    assert word in answer.content.decode()


def test_a_rule_set_is_compared_proposed_and_published_by_two(one: Client, other: Client) -> None:
    upload(one, "rules", SimpleUploadedFile("r.json", rules_text().encode()))
    proposal = Proposal.objects.get()
    changed = {finding["kind"]: finding["changes"] for finding in proposal.findings}
    assert ["works_limit_workdays", "10", "8"] in changed["A factory in a provincial zone"]
    assert "A home, 8 kW" not in changed
    assert changed["Every case"] == [["days.draft", "90", "60"], ["reminders.plan", "30, 10, 3", "20, 5"]]
    before = rules_in_force(TODAY)
    other.post(f"/operations/changes/{proposal.pk}/accept/")
    assert rules_in_force(TODAY).version == before.version
    assert rules_in_force(TODAY + timedelta(days=30)).workdays("works_mv") == 8
    assert rules_in_force(TODAY + timedelta(days=29)).workdays("works_mv") == 10


@pytest.mark.parametrize(
    "text",
    [
        "not json", "[]", "{}", rules_text(effective_from="2020-01-01"), rules_text(effective_from="soon"),
        rules_text(version="411523-2024.1"), rules_text(tables="1999"), rules_text(no_such_rule=1),
        rules_text(limits={"works_mv": [{"workdays": 8}]}), rules_text(on_site_limit_kva="many"),
        rules_text(days={"draft": 0}), rules_text(days={"draft": "90"}), rules_text(reminders={"plan": 30}),
        rules_text(reminders={"plan": []}), rules_text(days={"draught": 90}),
    ],
)  # fmt: skip
def test_a_rule_set_that_cannot_be_is_refused_and_nothing_is_proposed(one: Client, text: str) -> None:
    answer = upload(one, "rules", SimpleUploadedFile("r.json", text.encode()))
    assert (answer.status_code, Proposal.objects.count()) == (422, 0)


def test_a_rejected_proposal_changes_nothing_and_keeps_its_reason(one: Client, other: Client) -> None:
    upload(one, "rules", SimpleUploadedFile("r.json", rules_text().encode()))
    proposal = Proposal.objects.get()
    other.post(f"/operations/changes/{proposal.pk}/reject/", {"reason": ""})
    assert Proposal.objects.open().exists()
    other.post(f"/operations/changes/{proposal.pk}/reject/", {"reason": "not decided by the company"})
    proposal.refresh_from_db()
    assert (proposal.is_accepted, PublishedRules.objects.count()) == (False, 0)
    other.post(f"/operations/changes/{proposal.pk}/accept/")
    assert not PublishedRules.objects.exists()


def test_what_is_downloaded_can_be_changed_and_proposed(one: Client) -> None:
    whole = json.loads(one.get("/operations/changes/rules.json").content)
    whole |= {"version": "411523-9.9", "effective_from": (TODAY + timedelta(days=1)).isoformat(), "effective_to": None}
    upload(one, "rules", SimpleUploadedFile("r.json", json.dumps(whole).encode()))
    assert Proposal.objects.get().findings == []
    assert len(rule_sets()) == 2


def test_who_only_reads_proposes_nothing() -> None:
    auditor = sign_in(officer("auditor", Role.AUDITOR))
    assert auditor.get("/operations/changes/").status_code == 200
    assert upload(auditor, "rules", SimpleUploadedFile("r.json", rules_text().encode())).status_code == 403


def test_every_outside_system_and_every_clock_of_a_request_has_a_name() -> None:
    folders = {path.parent.name for path in Path("connectors").glob("*/client.py")}
    assert folders <= set(showing.SYSTEMS)
    assert not [kind for kind in CLOCK_NAMES if clock_name(kind) == kind]
