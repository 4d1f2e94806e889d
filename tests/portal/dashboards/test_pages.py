"""The supervision pages over HTTP: who may look, what the address says, and what leaves in files."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role
from applications.demo import county as stories
from applications.models import Application
from customers.models import Customer
from portal.dashboards import actions, charts
from portal.dashboards.definitions import DEFINITIONS
from portal.dashboards.export import safe
from tests.applications.county import told
from tests.applications.journey import person

MOST = 12


def of(username: str) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(username=username))
    return browser


def statements(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def test_the_page_asks_the_same_twelve_questions_however_many_cases_there_are(at: datetime) -> None:
    browser = of("supervisor")
    paths = ["/supervision/", "/supervision/?by=officer&period=30", "/supervision/cases/?show=open"]
    browser.get("/supervision/")  # the session is seen
    before = [statements(browser, path) for path in paths]
    stories.play([told(5), told(7), told(14)], at=at)
    actions.refresh(at=at)
    assert [statements(browser, path) for path in paths] == before
    assert max(before) <= MOST


def test_those_who_answer_for_the_whole_may_look_and_nobody_may_guess(at: datetime) -> None:
    answers = {who: of(who).get("/supervision/").status_code for who in ("chief", "leader", "auditor", "manager")}
    assert answers == {"chief": 200, "leader": 200, "auditor": 200, "manager": 404}
    assert of("chief").get("/supervision/cases/csv/?reason=x").status_code == 403


def test_the_address_reproduces_the_view_and_bad_days_get_a_sentence(at: datetime) -> None:
    browser = of("supervisor")
    page = browser.get("/supervision/?by=town&first=2026-01-01&last=2026-01-31", headers={"accept-language": "en"})
    assert (page.context["dimension"].name, page.context["period"].days) == ("town", 31)
    wrong = browser.get("/supervision/?first=2026-02-01&last=2026-01-31", headers={"accept-language": "en"})
    assert (wrong.status_code, "The last day lies before the first" in wrong.content.decode()) == (422, True)


def test_page_and_program_tell_the_same(at: datetime) -> None:
    page = of("supervisor").get("/supervision/?by=class").context
    told = of("supervisor").get("/api/v1/supervision/summary/?by=class").json()
    assert [(row["key"], row["overdue"], row["cases"]) for row in told["now_by"]] == [
        (row["key"], row["overdue"], row["cases"]) for row in page["now_by"]
    ]
    assert told["finished"]["cases"] == page["finished"]["cases"] > 0
    assert told["definitions"]["every_stage"]
    assert of("supervisor").get("/api/v1/supervision/summary/?by=nothing").status_code == 400


def test_rows_leave_for_a_reason_without_names_and_say_who_took_them(at: datetime) -> None:
    browser = of("auditor")
    assert browser.get("/supervision/cases/csv/?show=open").status_code == 400
    file = browser.get("/supervision/cases/csv/?show=open&reason=Review")
    text = file.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    numbers = {row[0] for row in rows if row} & set(Application.objects.values_list("number", flat=True))
    assert len(numbers) == browser.get("/supervision/?by=class").context["now"]["cases"]
    assert not any(customer.name.plain in text for customer in Customer.objects.all())
    assert not any(str(officer.name) in text for officer in User.objects.filter(is_staff=True) if officer.name)
    assert [row[1] for row in rows if row[1:] and row[1] in ("Review", "auditor")][::-1] == ["Review", "auditor"]


def test_the_figures_leave_with_their_definitions_in_both_kinds_of_file(at: datetime) -> None:
    browser = of("leader")
    page = browser.get("/supervision/?by=stage").context
    book = load_workbook(io.BytesIO(browser.get("/supervision/figures/xlsx/?by=stage").content))
    text = browser.get("/supervision/figures/csv/?by=stage").content.decode("utf-8-sig")
    rows = {tuple(row[:2]) for row in csv.reader(io.StringIO(text))}
    for sheet, found in zip(book.worksheets, ("now_by", "finished_by", "months", "steps"), strict=False):
        assert sheet.max_row == 1 + len(page[found]) > 1, sheet.title
    for _key, word, meaning in DEFINITIONS:
        assert (str(word), str(meaning)) in rows
        assert (str(word), str(meaning)) in {row[:2] for row in book.worksheets[-1].iter_rows(values_only=True)}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_nothing_that_leaves_is_run_by_a_spreadsheet(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", [1, 2.5, "新集镇", "XC-1", ""])
def test_what_is_harmless_stays_as_it_is(value: Any) -> None:
    assert safe(value) == value


def test_a_chart_says_its_numbers_again_as_a_table() -> None:
    chart = charts.columns("k", "Title", "Says", ["A", "B"], [("Jan", (3, 0)), ("Feb", (8, 1))])
    assert [list(row) for row in chart.table] == [["", "A", "B"], ["Jan", 3, 0], ["Feb", 8, 1]]
    assert [bar.height for bar in chart.bars][2] == charts.HEIGHT - charts.TOP - charts.BOTTOM, "8 reaches the top"
    line = charts.line("k", "Title", "Says", "Share", [("Jan", 0.5), ("Feb", None), ("Mar", 1.0)])
    assert line.line.count("M") == 2, "an unknown month is a gap, not a nought"
    assert charts.top_of(9_001) >= 9_001


@pytest.mark.django_db
def test_a_county_without_cases_has_a_page_too() -> None:
    supervisor = person("supervisor", Role.SUPERVISOR)
    browser = Client()
    browser.force_login(supervisor)
    page = browser.get("/supervision/", headers={"accept-language": "en"}).content.decode()
    assert "The figures are being counted for the first time" in page
    assert "No case is under way" in page
