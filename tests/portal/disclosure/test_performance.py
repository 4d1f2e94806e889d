"""What was achieved, for everybody: counted from the cases, few hidden, the catalogue true to its files."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from portal.dashboards.models import CaseFact
from portal.dashboards.periods import last_days
from portal.disclosure import actions, serving, store
from portal.disclosure.catalogue.datasets import DATASETS, files
from portal.disclosure.models import Change
from portal.disclosure.performance import actions as performance
from portal.disclosure.performance import current, queries, showing
from portal.disclosure.performance.pages import month, past
from portal.disclosure.performance.rules import FEWEST, Column, Row, Section, fair, flat, rounded
from portal.disclosure.topics import TOPICS, Sheet
from portal.templatetags.portal import day
from tests.portal.dashboards.conftest import at, county  # noqa: F401 - fixtures

STEPS = (Column("median", "Median", "workdays"), Column("p90", "P90", "workdays"), Column("kept", "Kept", "share"))


def section(*counts: int, **more: bool) -> Section:
    values = {"median": 3.0, "p90": 4.6, "kept": 0.98765}
    rows = tuple(Row(f"C{n}", f"Stage {n}", count, values) for n, count in enumerate(counts))
    return Section("steps", "Steps", "How", "Cases", STEPS, rows, **more)


@pytest.mark.parametrize(("count", "told"), [(0, None), (FEWEST - 1, None), (FEWEST, 3.0)])
def test_of_fewer_than_five_nothing_is_told(count, told):
    assert fair(section(count)).rows[0].values["median"] == told


def test_points_of_the_index_are_told_however_few():
    assert fair(section(1, is_counted=False)).rows[0].values["median"] == 3.0


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [(None, "share", None), (0.98765, "share", 0.988), (0.99987654, "availability", 0.999877), (6.0, "workdays", 6),
     (12.345, "minutes", 12.3), (3, "points", 3)],
)  # fmt: skip
def test_a_number_has_no_digit_that_means_nothing(value, unit, told):
    assert rounded(value, unit) == told


def test_every_figure_stands_in_the_table_with_its_definition_and_its_count():
    told = list(csv.DictReader(io.StringIO(showing.table([fair(section(9, 2))], last_days(date(2026, 11, 24), 365))
                                           .decode("utf-8-sig"))))  # fmt: skip
    assert [(row["subject"], row["measure"], row["value"], row["count"]) for row in told] == [
        ("C0", "median", "3", "9"), ("C0", "p90", "5", "9"), ("C0", "kept", "0.988", "9"), ("C1", "median", "", "<5"),
        ("C1", "p90", "", "<5"), ("C1", "kept", "", "<5"),
    ]  # fmt: skip
    assert {(row["from"], row["until"], row["definition_en"]) for row in told} == {("2025-11-25", "2026-11-24", "How")}


def test_the_months_on_offer_are_twelve_whole_ones_before_this():
    found = past(date(2026, 3, 1))
    assert (len(found), found[0]["url"], found[-1]["url"]) == (
        12, "/public/performance/months/2026-02/", "/public/performance/months/2025-03/",
    )  # fmt: skip
    assert (month(date(2026, 2, 1)).last, month(date(2025, 12, 1)).last) == (date(2026, 2, 28), date(2025, 12, 31))


def test_the_figures_are_those_of_the_cases(at: datetime):  # noqa: F811
    told = {one.key: one for one in queries.of_period(last_days(timezone.localdate(at), 365), at=at)}
    facts = CaseFact.objects.energised().filter(ended_at__gte=at - timedelta(days=364))
    assert told["times"].rows[0].count == len(facts) >= 1
    assert sum(row.count for row in told["times"].rows[1:]) == len(facts)
    for one, row, _column, value in flat(told.values()):
        assert value is None or row.count >= FEWEST, (one.key, row.key)
    by_kind: dict[str, int] = {}
    for row in told["steps_by_class"].rows:
        by_kind[row.key.split("/")[0]] = by_kind.get(row.key.split("/")[0], 0) + row.count
    assert by_kind == {row.key: row.count for row in told["steps"].rows}


def test_the_page_says_of_what_it_is_and_names_nobody(at: datetime, django_assert_num_queries):  # noqa: F811
    actions.publish("performance", at=at)
    page, people = store.file_of("/public/performance/", "zh").read_text(), CaseFact.objects.exclude(manager=None)
    with override("zh-hans"):
        assert str(day(timezone.localdate(at))) in page
    for fact in people.select_related("manager", "application__customer"):
        assert str(fact.manager) not in page
        assert fact.application.number not in page
    with django_assert_num_queries(0):
        for address in ("/public/performance/", "/public/performance.csv", "/public/performance.json"):
            assert Client().get(address).status_code == 200


def test_a_month_is_made_when_somebody_asks_and_no_other_is(at: datetime):  # noqa: F811
    first, other = past(timezone.localdate(at))[:2]
    topic = TOPICS["months"]
    actions.fill(first["url"], topic, at=at)
    actions.fill("/public/performance/months/1999-01/", topic, at=at)
    assert actions.is_there(first["url"])
    assert store.file_of(f"{first['url'][:-1]}.csv", "").is_file()
    assert not actions.is_there(other["url"])
    assert not actions.is_there("/public/performance/months/1999-01/")


def test_new_figures_are_published_and_those_of_a_past_month_on_its_page(at: datetime):  # noqa: F811
    performance.figures_changed(at=at - timedelta(days=3))
    assert list(Change.objects.values_list("topic", flat=True)) == ["performance"]
    fact = CaseFact.objects.energised().first()
    CaseFact.objects.filter(pk=fact.pk).update(ended_at=at - timedelta(days=40), counted_at=at)
    performance.figures_changed(at=at)
    assert set(Change.objects.values_list("topic", flat=True)) == {"performance", "months"}


def test_the_home_page_reads_what_was_published(db):
    assert current.achieved() == {}
    told = showing.document([fair(section(9, 2))], last_days(date(2026, 11, 24), 365), at=timezone.now())
    store.put(Sheet("/public/performance.json", "", told))
    assert current.achieved() == {"C0": (3, 5, 0.988)}


def test_the_catalogue_names_every_file_and_each_field_in_it(at: datetime):  # noqa: F811
    for topic in ("outages", "grid", "performance", "process", "prices", "data"):
        actions.publish(topic, at=at)
    for address in files():
        assert serving.answer({"PATH_INFO": address, "REQUEST_METHOD": "GET"}), address
    for one in DATASETS:
        wanted = [name for name, _meaning in one.fields]
        form, address = next(file for file in one.files if file[0] in ("CSV", "JSON"))
        text = store.file_of(address, "").read_text(encoding="utf-8-sig")
        found = next(csv.reader(io.StringIO(text))) if form == "CSV" else list(json.loads(text))
        assert found == wanted, one.key
    listed = json.loads(store.file_of("/public/data.json", "").read_text())["dataset"]
    assert [one["identifier"] for one in listed] == [one.key for one in DATASETS]
    assert all(one["modified"] and one["withheld"]["zh"] for one in listed)


def test_the_method_page_tells_every_threshold_in_force(at: datetime):  # noqa: F811
    actions.publish("grid", at=at)
    said = store.file_of("/public/grid/method/", "en").read_text()
    for words in ("80% of the rating", "198.0 V", "more than 5 interruptions in 365 days", "less than 95%"):
        assert words in said
