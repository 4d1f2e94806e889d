"""Every sentence of code and templates has its Chinese, with the same placeholders."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override
from django.utils.translation.template import templatize

ROOMS = sorted(path.parent.name for path in Path(settings.BASE_DIR).glob("*/__init__.py"))
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
IN_TEMPLATE = re.compile(r"\b(?:gettext|_|ngettext|pgettext|npgettext)\((?=u?['\"])")
# The end of one sentence, a blank typed by hand, and the next one.
BLANK = re.compile(
    r"""(?:[.!?:]["'](?:\s+(?:as\s+\w+|trimmed))?\s*%\}|[.!?:]\s*\{%\ endblocktranslate\ %\})
    (?:\{%\ (?:endif|else|endfor|endwith)\ %\}|</(?:strong|span|a|time)>)*
    [ ]+(?:\{%\ (?:if|for|with|elif|else|endif)[^%]*%\}\s*)*
    (?:\{%\ (?:translate|blocktranslate)|\{\{|<(?:a|strong|time|button)\b)""",
    re.X,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")

Sentence = tuple[str | None, str]


def said_in_code(path: Path) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in PLAIN | PLURAL and words:
            yield None, words[0]
        elif name in WITH_CONTEXT and len(words) > 1:
            yield words[0], words[1]


def said_in_template(path: Path) -> Iterator[Sentence]:
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in IN_TEMPLATE.finditer(text):
        call = found.group().rstrip("(").lstrip("_") or "gettext"
        words = _literals(text[found.end() :])
        yield (words[0], words[1]) if call.startswith(("p", "np")) else (None, words[0])


def _literals(text: str) -> list[str]:
    """The string literals that a call begins with."""
    words = []
    while found := re.match(r"\s*,?\s*(u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))", text, flags=re.S):
        words.append(ast.literal_eval(found.group(1)))
        text = text[found.end() :]
    return words


def said() -> set[Sentence]:
    root = Path(settings.BASE_DIR)
    code = [path for room in ROOMS for path in (root / room).rglob("*.py") if "tests" not in path.parts]
    found = {one for path in code for one in said_in_code(path)}
    return found | {one for path in (root / "templates").rglob("*.*ml") for one in said_in_template(path)}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(Path(settings.BASE_DIR, "locale/zh_Hans/LC_MESSAGES/django.po")))


def test_every_sentence_has_its_chinese(catalogue: polib.POFile) -> None:
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue if entry.translated()}
    sentences = said()
    assert len(sentences) > 3000
    assert sorted(sentences - known, key=str) == []


def test_nothing_is_translated_that_nobody_says(catalogue: polib.POFile) -> None:
    """A sentence may also come from a value in the code, from our data, or from Django itself."""
    root, sentences = Path(settings.BASE_DIR), said()
    code = [ast.parse(path.read_text(encoding="utf-8")) for room in ROOMS for path in (root / room).rglob("*.py")]
    texts = {one.value for tree in code for one in ast.walk(tree) if isinstance(one, ast.Constant)}
    values = texts | {inspect.cleandoc(text) for text in texts if isinstance(text, str)}  # the API speaks docstrings
    data = "".join(path.read_text(encoding="utf-8") for room in ROOMS for path in (root / room).rglob("*.json"))
    of_django = polib.pofile(str(Path(django.__file__).parent / "conf/locale/zh_Hans/LC_MESSAGES/django.po"))
    known = values | {entry.msgid for entry in of_django}
    mute = [one for one in catalogue if (one.msgctxt, one.msgid) not in sentences and one.msgid not in known]
    assert [one.msgid for one in mute if json.dumps(one.msgid) not in data] == []


def test_both_languages_have_the_same_placeholders(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        asked = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            assert set(PLACEHOLDER.findall(text)) <= asked, entry.msgid
            assert not re.search(r"%\(\w+\)(?![sd])", text), entry.msgid


def test_sentences_in_a_row_have_a_gap_that_chinese_does_without() -> None:
    """`{% gap %}` between them, not a blank: after a full stop of Chinese a blank looks like a hole."""
    templates = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
    assert {path.name: found for path in templates if (found := BLANK.findall(path.read_text(encoding="utf-8")))} == {}
    drawn = Template('{% load i18n portal %}{% translate "Saved." %}{% gap %}{% translate "Saved." %}')
    with override("zh-hans"):
        assert " " not in drawn.render(Context())
    with override("en"):
        assert drawn.render(Context()) == "Saved. Saved."
