"""Prices: a file taken as a whole or refused with its place; a bill to the cent; an answer without the database."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.disclosure import actions, store
from portal.disclosure.prices.actions import load
from portal.disclosure.prices.models import TariffEdition
from portal.disclosure.prices.rules import BadFile, bill, check
from tests.gridhealth.conftest import NOON

FILE = Path(settings.BASE_DIR, "portal/disclosure/prices/demo.json")
SHIPPED = json.loads(FILE.read_text(encoding="utf-8"))
RATES = {rate["key"]: rate for rate in SHIPPED["rates"]}


def kwh(**used):
    return {period: D(amount) for period, amount in used.items()}


@pytest.mark.parametrize(
    ("used", "yuan"),
    [(0, "0"), (180, "99.00"), (181, "99.60"), (260, "147.00"), (261, "147.85"), ("100.005", "55.00")],
)
def test_a_household_goes_up_its_steps_one_after_the_other(used, yuan):
    assert bill(RATES["home"], kwh(flat=used)).yuan == D(yuan)


def test_a_business_pays_each_hour_its_price():
    told = bill(RATES["business-single"], kwh(sharp=100, peak=200, flat=300, valley=400))
    assert [line.yuan for line in told.lines] == [D("120.00"), D("200.00"), D("195.00"), D("140.00")]


def test_a_price_of_two_parts_counts_capacity_or_demand():
    rate, used = RATES["business-two-10"], kwh(flat=1000)
    assert bill(rate, used, basis="CAPACITY", amount=D(630)).yuan == D("570.00") + D("14490.00")
    assert bill(rate, used, basis="DEMAND", amount=D(400)).yuan == D("570.00") + D("14400.00")


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("rates", 2, "energy", "flat"), 0.48, "rates[2].energy.flat"), (("rates", 2, "energy"), {}, "rates[2]"),
        (("rates", 0, "steps", 0, "up_to"), "300", "rates[0].steps"), (("fees", 0, "yuan"), "-1", "fees[0].yuan"),
        (("rates", 2, "energy", "flat"), "NaN", "rates[2].energy.flat"), (("rates", 1, "zh"), None, ""),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_with_its_place(path, value, says):
    told = deepcopy(SHIPPED)
    place = told
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    if not says:
        del place[path[-1]]
    with pytest.raises(BadFile, match=says.replace("[", r"\[").replace("]", r"\]") or "needs"):
        check(told)


@pytest.mark.django_db
def test_the_same_file_twice_is_once_and_other_figures_need_another_name():
    assert [load(SHIPPED, at=NOON)[1] for _n in range(2)] == [True, False]
    with pytest.raises(BadFile, match="a name of its own"):
        load({**SHIPPED, "source": "elsewhere"}, at=NOON)
    with pytest.raises(BadFile, match="begins on"):
        load({**SHIPPED, "edition": "other"}, at=NOON)


@pytest.mark.django_db
def test_the_command_says_what_it_did_and_what_is_wrong(capsys, tmp_path):
    call_command("load_tariffs", str(FILE))
    assert "loaded" in capsys.readouterr().out
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(CommandError, match=r"bad\.json"):
        call_command("load_tariffs", str(tmp_path / "bad.json"))


@pytest.mark.django_db
def test_the_page_follows_the_day_on_which_prices_begin(client):
    load(SHIPPED, at=NOON)
    load({**SHIPPED, "edition": "二〇二七", "effective_from": "2027-01-01"}, at=NOON)
    assert TariffEdition.objects.on(date(2026, 12, 31)).edition == SHIPPED["edition"]
    actions.publish("prices", at=NOON)
    page = store.file_of("/public/prices/", "zh").read_text()
    assert "示例数据" in page
    assert "尚未执行" in page
    assert json.loads(store.file_of("/public/prices.json", "").read_bytes())["in_force"] == SHIPPED["edition"]


@pytest.mark.django_db
def test_the_calculator_answers_without_scripts_and_without_the_database(client, django_assert_num_queries):
    load(SHIPPED, at=NOON)
    actions.publish("prices", at=NOON)
    with django_assert_num_queries(0):
        assert client.get("/public/prices/?calculate=").status_code == 200
        page = client.get("/public/prices/", {"rate": "home", "flat": "181"}).content.decode()
        wrong = client.get("/public/prices/", {"rate": "home-shared", "peak": "5", "flat": "x"}).content.decode()
    assert "99.60" in page
    assert "各时段电价相同" in wrong
    assert 'value="x"' in wrong


@pytest.mark.django_db
def test_every_class_of_customers_is_drawn_from_the_rules_in_force():
    actions.publish("process", at=NOON)
    page = store.file_of("/public/process/", "en").read_text()
    for words in ("Rules 411523-2024.1", "You pay nothing", "5 workdays", "We get them for you, all at once",
                  "tel:95598", "tel:12398"):  # fmt: skip
        assert words in page, words
    assert page.count('class="panel process"') == 11
