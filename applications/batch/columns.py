"""The columns of the file, in Chinese and in English, and how a row of words becomes the answers of an application."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from applications.assess.forms import Purpose
from customers.choices import CustomerKind
from gridhealth.towns import TOWNS


class Column(NamedTuple):
    """`zh` and `en` are both understood as headings; `hint` explains it in the template."""

    key: str
    zh: str
    en: str
    hint: Any
    is_needed: bool = True


COLUMNS = (
    Column("name", "户名", "name", _("As on the card or the licence.")),
    Column("kind", "客户类型", "kind", _("居民, 企业, 个体工商户, 机关事业单位 or 村集体.")),
    Column("number", "证件号码", "number", _("Identity number, or unified social credit code. Format it as text.")),
    Column("town", "乡镇", "township", _("For example 新集镇.")),
    Column("address", "详细地址", "address", _("Village or street, and number.")),
    Column("purpose", "用途", "purpose", _("居民, 经营, 农业 or 充电. May stay empty for homes and shops."), False),
    Column("capacity", "容量(千瓦)", "capacity_kw", _("A plain number. An ordinary home has about 8.")),
    Column("consent", "本人同意", "consent", _("是, if the person has agreed in writing that we fetch their papers.")),
    Column("owner", "房屋权属", "owner", _("Empty if it is their own; else who owns it and agrees."), False),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
HEADINGS = {name.casefold(): column for column in COLUMNS for name in (column.zh, column.en)}
KINDS = {
    "居民": CustomerKind.NATURAL_PERSON, "个人": CustomerKind.NATURAL_PERSON, "企业": CustomerKind.ENTERPRISE,
    "个体工商户": CustomerKind.INDIVIDUAL_BUSINESS, "机关事业单位": CustomerKind.PUBLIC_BODY,
    "村集体": CustomerKind.RURAL_COLLECTIVE,
}  # fmt: skip
PURPOSES = {"居民": Purpose.HOME, "经营": Purpose.BUSINESS, "农业": Purpose.FARM, "充电": Purpose.CHARGING}
TOWN_CODES = {town.name: town.code for town in TOWNS} | {town.code: town.code for town in TOWNS}
YES = frozenset({"是", "同意", "yes", "y", "true", "1"})
# In which column a sentence of the application's form belongs.
HOME_OF = {
    "name": "name", "customer_kind": "kind", "citizen_id": "number", "uscc": "number", "township_code": "town",
    "address": "address", "purpose": "purpose", "applied_capacity": "capacity", "owner_note": "owner",
}  # fmt: skip
FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.])")
ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d{2}")

IS_FORMULA = _("This cell holds a formula. Type the value itself.")
IS_ROUNDED = _("The spreadsheet has rounded this number. Format the column as text and type it again.")
NO_CONSENT = _("Without the person's own consent we cannot fetch their papers. Write 是 once you have it.")
UNKNOWN_WORD = _("We do not know this word here. The template lists what may stand here.")
Faults = list[tuple[str, Any]]


class WrongColumns(ValueError):
    """The first line is not what we expect; its argument is the sentence."""


def arranged(heading: Sequence[str]) -> list[str]:
    """The key of every column of the file, in its order; empty for one that is not ours and is left alone."""
    keys = [HEADINGS[name].key if (name := str(cell).strip().casefold()) in HEADINGS else "" for cell in heading]
    missing = [column.zh for column in COLUMNS if column.is_needed and column.key not in keys]
    if missing:
        sentence = _("The first line must name the columns. Missing: %(missing)s. Start from the template.")
        raise WrongColumns(sentence % {"missing": _(", ").join(missing)})
    twice = sorted({BY_KEY[key].zh for key in keys if key and keys.count(key) > 1})
    if twice:
        raise WrongColumns(_("These columns stand there twice: %(twice)s.") % {"twice": _(", ").join(twice)})
    return keys


def faults_of_cells(cells: Mapping[str, str]) -> Faults:
    """What is wrong with the words themselves, before the application's own form looks at them."""
    found: Faults = [(key, IS_FORMULA) for key, text in cells.items() if FORMULA.match(text)]
    if ROUNDED.fullmatch(cells.get("number", "")):
        found.append(("number", IS_ROUNDED))
    if cells.get("consent", "").casefold() not in YES:
        found.append(("consent", NO_CONSENT))
    for key, known in (("kind", KINDS), ("purpose", PURPOSES), ("town", TOWN_CODES)):
        if cells.get(key) and cells[key] not in known:
            found.append((key, UNKNOWN_WORD))
    return found


def answers_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """The row as the wizard would have asked it."""
    kind = KINDS.get(cells.get("kind", ""))
    person = kind == CustomerKind.NATURAL_PERSON
    purpose = PURPOSES.get(cells.get("purpose", "")) or (Purpose.HOME if person else Purpose.BUSINESS)
    owner = cells.get("owner", "")
    return {
        "purpose": purpose.value, "business_type": "NEW", "capacity_unit": "KW",
        "applied_capacity": cells.get("capacity", ""), "customer_kind": kind.value if kind else "",
        "name": cells.get("name", ""), "citizen_id" if person else "uscc": cells.get("number", ""),
        "township_code": TOWN_CODES.get(cells.get("town", ""), ""), "address": cells.get("address", ""),
        "is_owner": "NO" if owner else "YES", "owner_note": owner,
    }  # fmt: skip
