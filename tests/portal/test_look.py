"""The look: the frame of every page, how fields are drawn, and the words for dates and amounts."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.translation import override

from portal.navigation import MOST_SEEN, Door, doors, here, navigation
from portal.templatetags import portal as words

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
FIRST_LOAD = 60 * 1024


class Ask(forms.Form):
    kw = forms.DecimalField(label="Power", help_text="As on the plate", widget=forms.NumberInput({"data-unit": "kW"}))
    use = forms.ChoiceField(label="Use", choices=[("SHOP", "Shop"), ("FARM", "Farm")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)


@pytest.fixture
def page(db: None, client: Client) -> str:
    return client.get("/").content.decode()


def test_the_home_page_answers_the_three_questions(page: str) -> None:
    for address in ('href="/apply/"', 'href="/assess/"', 'action="/track/"', "tel:95598"):
        assert address in page


def test_the_home_page_takes_its_promises_from_the_rule_set(page: str) -> None:
    assert "5 个工作日" in page
    assert "10 个工作日" in page
    assert "1250" in page


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/nothing-here/"])
def test_both_telephone_lines_stand_in_every_footer(db: None, client: Client, address: str) -> None:
    footer = client.get(address).content.decode().split("<footer")[1]
    assert footer.count("tel:95598") == footer.count("tel:12398") == 1


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_names_one_telephone_line_alone(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert ("95598" in text) == ("12398" in text)


def test_one_door_alone_is_marked_as_the_place_where_one_is() -> None:
    found = [Door("outages", "/outages/"), Door("planned", "/outages/planned/")]
    assert here("/outages/planned/PW-1/", found) == "/outages/planned/"
    assert here("/outages/TD1/", found) == "/outages/"
    assert here("/room/", found) == ""


def test_few_doors_are_seen_and_never_without_the_one_that_one_came_through() -> None:
    supervisor = SimpleNamespace(is_authenticated=True, is_staff=True, roles={"supervisor"})
    shown = navigation(supervisor, "/outages/assessment/")
    assert len(shown.seen) <= MOST_SEEN
    assert {"/outages/assessment/", "/messages/"} <= {door.url for door in shown.seen}
    assert shown.folded
    assert not set(shown.seen) & set(shown.folded)


def test_whoever_asks_for_room_finds_the_way() -> None:
    stranger = SimpleNamespace(is_authenticated=False)
    customer = SimpleNamespace(is_authenticated=True, is_staff=False)
    assert all("/capacity/" in {door.url for door in doors(one)} for one in (stranger, customer))


@pytest.mark.parametrize(
    ("role", "url"),
    [("leader", "/operations/"), ("leader", "/grid/health/"), ("works", "/outages/crew/"),
     ("planner", "/outages/planned/")],
)  # fmt: skip
def test_who_may_do_something_there_finds_the_door(role: str, url: str) -> None:
    officer = SimpleNamespace(is_authenticated=True, is_staff=True, roles={role})
    assert url in {door.url for door in doors(officer)}


def test_chinese_sentences_take_chinese_punctuation() -> None:
    catalogue = polib.pofile(str(Path(settings.BASE_DIR, "locale/zh_Hans/LC_MESSAGES/django.po")))
    said = [entry.msgstr or entry.msgstr_plural.get(0, "") for entry in catalogue]
    assert not [text for text in said if re.search("[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", text)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_inline_style_or_handlers(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", text)
    assert not re.search(r"<script(?![^>]*(src|nonce|application/json))", text)


def test_the_first_page_of_a_customer_is_light(page: str) -> None:
    linked = re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js))"', page)
    files = [Path(finders.find(name) or "").read_bytes() for name in linked]
    assert len(files) >= 4
    assert sum(len(gzip.compress(body)) for body in [page.encode(), *files]) < FIRST_LOAD


def test_a_reader_switches_the_language_and_stays_on_the_page(db: None, client: Client) -> None:
    answer = client.get("/display/language/en/?next=/sign-in/")
    assert answer["Location"] == "/sign-in/"
    assert '<html lang="en"' in client.get("/").content.decode()


def test_large_text_and_dark_colours_are_remembered(db: None, client: Client) -> None:
    client.get("/display/text/large/")
    client.get("/display/theme/dark/")
    assert 'data-text="large" data-bs-theme="dark"' in client.get("/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_display_choice_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.get("/display/text/large/", {"next": elsewhere})["Location"] == "/"


def test_an_unknown_display_choice_is_not_found(db: None, client: Client) -> None:
    assert client.get("/display/text/huge/").status_code == 404


def test_the_gallery_is_for_the_demo_only(db: None, client: Client, settings: object) -> None:
    settings.DEBUG = settings.DEMO = False  # type: ignore[attr-defined]
    assert client.get("/gallery/").status_code == 404
    settings.DEMO = True  # type: ignore[attr-defined]
    assert client.get("/gallery/").status_code == 200


def test_a_field_shows_label_hint_unit_and_what_is_optional() -> None:
    with override("en"):
        html = Ask().render()
    assert '<label for="id_kw">Power</label>' in html
    assert 'id="id_kw_helptext">As on the plate' in html
    assert '<span class="unit" aria-hidden="true">kW</span>' in html
    assert html.count("(optional)") == 1


def test_each_error_names_its_field_and_leads_to_it() -> None:
    with override("en"):
        html = Ask({"kw": "much"}).render()
    assert '<a href="#id_kw">Power: Enter a number.</a>' in html
    assert '<a href="#id_use_0">Use: ' in html
    assert 'aria-describedby="id_kw_helptext id_kw_error"' in html


def test_days_are_said_as_people_say_them() -> None:
    with override("zh-hans"):
        assert words.day(date(2031, 9, 24)) == "2031年9月24日（周三）"
        assert words.moment(datetime(2031, 9, 24, 6, 32, tzinfo=UTC)) == "2031年9月24日（周三）14:32"
    with override("en"):
        assert words.day(date(2031, 9, 24)) == "Wed 24 Sep 2031"


def test_a_limit_that_ends_at_midnight_is_said_by_its_last_day() -> None:
    assert words.due(datetime(2031, 9, 24, 16, tzinfo=UTC)) == "2031年9月24日（周三）前"
    assert words.due(datetime(2031, 9, 24, 6, 32, tzinfo=UTC)) == words.moment(datetime(2031, 9, 24, 6, 32, tzinfo=UTC))


def test_what_is_left_is_said_in_workdays() -> None:
    with override("en"):
        said = [words.in_workdays(left) for left in (3, 1, 0, -1, -2)]
    assert said == ["within 3 workdays", "within 1 workday", "due today", "1 workday late", "2 workdays late"]


def test_amounts_lose_the_zeros_of_the_database() -> None:
    with override("en"):
        assert words.kva(Decimal("1250.0000")) == "1250\u00a0kVA"
        assert words.kva(Decimal("12500")) == "12,500\u00a0kVA"
        assert words.metres(Decimal("150")) == "150.0\u00a0m"
    assert words.kva(Decimal("1250")) == "1250\u00a0千伏安"
    assert words.percent(Decimal("0.954")) == "95.4%"
    assert words.kva(None) == words.kva("NaN") == words.kva(Decimal("Infinity")) == ""
