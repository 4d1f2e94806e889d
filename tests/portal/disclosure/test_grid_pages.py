"""The state of the grid for everybody: by name, in bands, with days; nothing that tells where a pole stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from accounts.roles import Role
from gridhealth.demo import load_network
from gridhealth.health.actions import move_cure, plan_cure
from gridhealth.health.demo import load as load_health
from gridhealth.health.models import Health
from portal.disclosure import actions, store
from portal.disclosure.grid.promises import count
from portal.templatetags.portal import day
from tests.applications.journey import person
from tests.gridhealth.conftest import NOON

UNTIL = date(2026, 11, 24)


@pytest.mark.django_db
def test_the_county_is_told_by_cell_and_line_without_places_or_people():
    load_network(NOON)
    load_health(NOON)
    actions.publish("grid", at=NOON)
    pages = [path for path in store.root().rglob("*") if path.is_file() and path.suffix in (".html", ".json", ".csv")]
    everything = "".join(path.read_text() for path in pages)
    assert len(pages) > 15
    assert "亚健康" in everything
    assert "千伏安" in everything
    for secret in ("114.8", "31.6", "coordinates", "MULTILINE"):
        assert secret not in everything


@pytest.mark.django_db
def test_the_published_page_names_the_day_of_a_cure_and_follows_it(area):
    health = Health.objects.create(
        area=area, state="ILL", found="ILL", since=UNTIL, assessed_on=UNTIL, causes=[], rule_set="x"
    )
    Health.objects.create(cell=area.cell, state="ILL", found="ILL", since=UNTIL, assessed_on=UNTIL, rule_set="x")

    def page():
        actions.publish("grid", at=NOON)
        return store.file_of("/public/grid/C1/", "zh").read_text()

    planner = person("planner", Role.PLANNER)
    assert "暂无时间" in page()
    terms = {"what": "换变压器", "budget_yuan": 1, "planned_on": date(2027, 3, 1)}
    cure = plan_cure(health, terms=terms, by=planner, at=NOON)
    assert day(date(2027, 3, 1)) in page()
    move_cure(cure, planned_on=date(2027, 4, 20), why="未到货", by=planner, at=NOON)
    assert day(date(2027, 4, 20)) in page()
    assert day(date(2027, 3, 1)) not in page()


@pytest.mark.parametrize(
    ("planned", "done", "kept", "late", "still_open"),
    [
        (UNTIL - timedelta(days=1), UNTIL - timedelta(days=1), 1, 0, 0), (UNTIL, None, 0, 0, 0),
        (UNTIL - timedelta(days=9), UNTIL - timedelta(days=8), 0, 1, 0), (UNTIL - timedelta(days=90), None, 0, 0, 1),
        (UNTIL - timedelta(days=91), None, 0, 0, 0), (UNTIL - timedelta(days=9), UNTIL + timedelta(days=1), 0, 0, 1),
    ],
)  # fmt: skip
def test_days_kept_are_counted_over_what_was_due(planned, done, kept, late, still_open):
    told = count([(planned, done)], until=UNTIL)
    assert (told.kept, told.late, told.open) == (kept, late, still_open)
    assert localdate(NOON) == UNTIL
