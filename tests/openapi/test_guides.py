"""The guides are short and true: every command, address, setting and button they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from portal.reference.reading import document

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [ROOT / "docs" / name for name in ("integrator.md", "operator.md")] + [ROOT / "examples/README.md"]
CARDS = sorted((ROOT / "docs/cards").glob("*.md"))
ROLES = {"受理", "客户经理", "规划", "施工", "装表", "调度", "政府窗口", "督办"}
OURS = r"(?<![\w>])(/(?:api|connect|my-data|operations|messages|healthz|readyz|metrics|sign-in)[\w/.-]*)"
SAMPLES = {"number": "XC-AAAAA-AAAAAA", "id": "1", "push": "1", "verb": "take"}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_command_of_a_guide_exists(guide: Path) -> None:
    text = guide.read_text()
    assert set(re.findall(r"manage\.py (\w+)", text)) <= set(get_commands())
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make (\w+)", text)) <= targets


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_address_of_a_guide_answers(guide: Path) -> None:
    text = re.sub(r"<(\w+)>", lambda found: SAMPLES.get(found[1], "x"), guide.read_text())
    named = set(re.findall(OURS, text))
    missing = []
    for address in named:
        try:
            resolve(address)
        except Resolver404:
            missing.append(address)
    assert missing == []


def test_the_document_knows_what_the_integrators_guide_calls() -> None:
    text = re.sub(r"\?[^`]*", "", (ROOT / "docs/integrator.md").read_text())
    known = {re.sub(r"\{\w+\}", "*", path) for path in document()["paths"]}
    called = {re.sub(r"<\w+>", "*", path) for path in re.findall(r"(?:GET|POST|DELETE) (/api/v1/[\w/<>-]+)", text)}
    verbs = {path for path in called if re.sub(r"[^/]+/$", "*/", path) in known}
    assert called - known - verbs == set()


def test_every_setting_is_explained_to_the_operator() -> None:
    named = set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)\"""", (ROOT / "portal/settings.py").read_text()))
    text = (ROOT / "docs/operator.md").read_text()
    assert {name for name in named if f"`{name}`" not in text} == set()


def test_the_guides_are_short() -> None:
    assert {guide.name: len(guide.read_text()) for guide in GUIDES if len(guide.read_text()) > 9_000} == {}


def test_there_is_a_card_for_each_role_and_each_fits_on_a_screen() -> None:
    assert {card.stem for card in CARDS} == ROLES
    assert {
        card.stem for card in CARDS if len(card.read_text().splitlines()) > 16 or len(card.read_text()) > 700
    } == set()


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.stem)
def test_every_button_of_a_card_is_called_so_on_the_pages(card: Path) -> None:
    words = {entry.msgstr for entry in polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))}
    assert set(re.findall(r"【(.+?)】", card.read_text())) - words == set()
