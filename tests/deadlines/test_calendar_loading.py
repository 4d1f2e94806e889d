"""Loading a published year: promises that move are worked out anew, told once, and never turned into breaches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.refusals import Invalid
from deadlines import actions
from deadlines.calendars import current_calendar
from deadlines.files import UnreadableCalendar, read_year
from deadlines.loading import carry_through, load_year
from deadlines.models import CalendarDay, CalendarYear, ClockChange
from deadlines.signals import clock_moved
from tests.deadlines.cast import case, clock, day, moment

pytestmark = pytest.mark.django_db
DECEMBER = moment("2026-12-28 10:00")
YEAR_2027 = """# the notice for 2027
2027-01-01,off,元旦
2027-01-04,off,元旦
2027-01-09,workday,元旦
2027-02-05,off,Spring Festival
2027-02-06,off,Spring Festival
2027-02-07,off,Spring Festival
2027-02-08,off,Spring Festival
2027-04-05,off,Tomb-sweeping Day
2027-05-01,off,Labour Day
2027-05-02,off,Labour Day
2027-06-09,off,Dragon Boat Festival
2027-09-15,off,Mid-autumn Festival
2027-10-01,off,National Day
2027-10-02,off,National Day
2027-10-03,off,National Day
"""


def file(folder: Path, text: str = YEAR_2027, name: str = "2027.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str = YEAR_2027, at: Any = DECEMBER) -> None:
    year, days = read_year(file(folder, text))
    load_year(year, days, source="notice", at=at)


def test_a_fresh_database_has_the_official_years() -> None:
    assert list(CalendarYear.objects.values_list("year", flat=True)) == list(range(2004, 2027))
    assert current_calendar().version.startswith("cn-2004-2026.r1.")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_emptied_has_them_again() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert CalendarYear.objects.count() == 23


def test_a_promise_into_an_unpublished_year_says_so_and_moves_when_it_is_published(tmp_path: Path) -> None:
    row = clock(at=DECEMBER)
    assert (row.is_provisional, row.due_on) == (True, day("2027-01-05"))
    load(tmp_path)
    assert carry_through(at=DECEMBER) == 1
    row.refresh_from_db()
    assert (row.is_provisional, row.due_on) == (False, day("2027-01-06"))
    change = ClockChange.objects.get()
    assert (change.reason, change.old_due_on, change.new_due_on) == ("CALENDAR", day("2027-01-05"), day("2027-01-06"))


def test_only_what_changed_is_announced_and_only_once(tmp_path: Path) -> None:
    heard: list[Any] = []
    moves, stays = clock(case("A"), at=DECEMBER), clock(case("B"), at=DECEMBER, workdays=3)
    clock_moved.connect(listener := lambda **news: heard.append(news), weak=False)
    load(tmp_path)
    assert [carry_through(at=DECEMBER), carry_through(at=DECEMBER)] == [2, 0]
    clock_moved.disconnect(listener)
    assert [(news["timeline_id"], news["old_on"], news["new_on"]) for news in heard] == [
        (moves.timeline_id, day("2027-01-05"), day("2027-01-06"))
    ]
    assert not stays.changes.exists()


def test_a_kept_promise_is_left_alone(tmp_path: Path) -> None:
    row = clock(at=DECEMBER)
    actions.stop(row.timeline, "C1", at=moment("2027-01-05 12:00"))
    load(tmp_path)
    assert carry_through(at=moment("2027-01-05 13:00")) == 0


def test_a_promise_that_would_become_overdue_by_the_recount_keeps_its_day(tmp_path: Path) -> None:
    row = clock(at=DECEMBER, workdays=8)
    assert row.due_on == day("2027-01-08")
    notice = YEAR_2027.replace("2027-01-04,off", "2027-01-02,workday").replace("2027-01-09", "2027-01-03")
    load(tmp_path, notice, at=moment("2027-01-08 09:00"))
    carry_through(at=moment("2027-01-08 09:00"))
    row.refresh_from_db()
    assert (row.due_on, row.is_provisional) == (day("2027-01-08"), False)


def test_an_overdue_clock_stays_overdue(tmp_path: Path) -> None:
    row = clock(at=DECEMBER)
    load(tmp_path, at=moment("2027-01-06 09:00"))
    carry_through(at=moment("2027-01-06 09:00"))
    row.refresh_from_db()
    assert row.due_on == day("2027-01-05")
    assert row.is_breached(moment("2027-01-06 09:00"))


def test_one_case_that_fails_leaves_the_others_their_new_day(tmp_path: Path) -> None:
    bad, good = clock(case("BAD"), at=DECEMBER), clock(case("GOOD"), at=DECEMBER)

    def fail(timeline_id: int, **_news: Any) -> None:
        if timeline_id == bad.timeline_id:
            raise RuntimeError("a listener is broken")

    clock_moved.connect(fail)
    load(tmp_path)
    assert carry_through(at=DECEMBER) == 1
    clock_moved.disconnect(fail)
    good.refresh_from_db()
    assert good.due_on == day("2027-01-06")
    assert carry_through(at=DECEMBER) == 1


def test_loading_again_replaces_the_year_and_counts_the_revision(tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path, YEAR_2027.replace("2027-01-04,off,元旦\n", ""))
    assert CalendarYear.objects.get(year=2027).revision == 3
    assert not CalendarDay.objects.filter(date=day("2027-01-04")).exists()
    assert current_calendar().is_workday(day("2027-01-04"))


def test_a_notice_may_reach_into_the_last_week_of_the_year_before(tmp_path: Path) -> None:
    load(tmp_path, YEAR_2027 + "2026-12-31,off,元旦\n")
    assert not current_calendar().is_workday(day("2026-12-31"))


def test_the_public_list_in_json_is_understood(tmp_path: Path) -> None:
    days = [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
    ]
    year, found = read_year(file(tmp_path, json.dumps({"year": 2027, "days": days}), "2027.json"))
    assert year == 2027
    assert found[day("2027-01-09")] == (True, "for New Year's Day")


@pytest.mark.parametrize(
    "text",
    ["", "garbage", "2027-01-01,perhaps,X", "2027-13-01,off,X", "2027-01-01,off", '{"days": 3}', '{"days": [{}]}',
     "2027-01-01,off,X\n2027-01-01,off,X", "{" * 50_000],
)  # fmt: skip
def test_a_file_that_is_no_calendar_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableCalendar) as refused:
        read_year(file(tmp_path, text))
    assert str(refused.value).endswith((".", "。", "Day"))


def test_a_file_that_is_not_text_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "binary", tmp_path / "missing", tmp_path):
        with pytest.raises(UnreadableCalendar):
            read_year(path)


def test_a_year_without_a_holiday_of_the_law_is_doubted(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        load(tmp_path, YEAR_2027.replace("2027-10-01,off,National Day\n", ""))
    assert "2027-10-01" in str(refused.value.sentence)


def test_days_of_another_year_are_doubted(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        load(tmp_path, YEAR_2027 + "2026-05-01,off,Labour Day\n")


def test_the_command_loads_and_tells_what_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock(at=DECEMBER)
    call_command("load_calendar", str(file(tmp_path)))
    assert CalendarYear.objects.filter(year=2027).exists()
    with pytest.raises(CommandError):
        call_command("load_calendar", str(tmp_path / "missing"))
