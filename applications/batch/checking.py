"""Is every row fit to be submitted? Its words, the application's own form, the rows before it, what is open already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.crypto import blind_index
from applications.batch.choices import RowState
from applications.batch.columns import HOME_OF, Faults, answers_of, faults_of_cells
from applications.batch.models import BatchRow
from applications.intake.answers import full_address
from applications.intake.questions import ApplicationForm
from applications.models import Application

SAME_ROW = _("The same person at the same place stands in line %(line)s already.")
OPEN_ALREADY = _("There is an open application for this person and place: %(number)s. Follow that one.")
# What a row can answer, and what depends on it; the other questions of the form stay empty in every row.
ASKED = frozenset(answers_of({"kind": "居民"})) | {"uscc", "existing_capacity_kva", "latitude", "tariff_class"}
TAKEN = frozenset({RowState.GOOD, RowState.QUEUED, RowState.DONE})


class Checker:
    """One form for all rows: building it anew for each would take most of the time."""

    def __init__(self, on: date) -> None:
        self.form = ApplicationForm({}, on=on)
        self.form.fields = {name: field for name, field in self.form.fields.items() if name in ASKED}

    def faults(self, cells: Mapping[str, str]) -> Faults:
        """[] when the row can be submitted as it is."""
        found = faults_of_cells(cells)
        known = {column for column, _sentence in found}
        known |= {"number"} if "kind" in known else set()  # which kind of number it is depends on it
        self.form.data = answers_of(cells)
        self.form.full_clean()
        for field, sentences in self.form.errors.items():
            column = HOME_OF.get(field, "number" if field in ("citizen_id", "uscc") else "name")
            if column not in known:
                found.append((column, sentences[0]))
                known.add(column)
        return found


def key_of(cells: Mapping[str, str]) -> str:
    """Person and place together."""
    where = full_address(answers_of(cells), settings.COUNTY["name_zh"]) if cells.get("address") else ""
    return blind_index(f"{cells.get('number', '').upper()}|{where}")


def place_of(cells: Mapping[str, str]) -> tuple[str, str]:
    """Person and place as the register keeps them."""
    number = cells.get("number", "").strip().upper()
    return blind_index(number), blind_index(full_address(answers_of(cells), settings.COUNTY["name_zh"]))


def check(rows: Sequence[BatchRow], *, by: Any, on: date) -> None:
    """Set state, faults and key of these rows of one batch, in memory."""
    checker, seen = Checker(on), _seen(rows)
    open_cases = _open_cases(rows, by=by)
    for row in rows:
        cells = row.cells
        found = checker.faults(cells)
        row.key_index = key_of(cells)
        if not found and row.key_index in seen:
            found = [("number", SAME_ROW % {"line": seen[row.key_index]})]
        if not found and (number := open_cases.get(place_of(cells))):
            found = [("number", OPEN_ALREADY % {"number": number})]
        if not found:
            seen[row.key_index] = row.line
        row.faults = [[column, str(sentence)] for column, sentence in found]
        row.state = RowState.FAULTY if found else RowState.GOOD


def _seen(rows: Sequence[BatchRow]) -> dict[str, int]:
    """Rows of the same batch that were found in order before."""
    keys = {key_of(row.cells) for row in rows}
    taken = BatchRow.objects.filter(batch=rows[0].batch_id, key_index__in=keys, state__in=TAKEN)
    return dict(taken.values_list("key_index", "line"))


def _open_cases(rows: Sequence[BatchRow], *, by: Any) -> dict[tuple[str, str], str]:
    """What the same sign-in has open already, by person and place. Of others nothing is said."""
    places = {place_of(row.cells)[1] for row in rows if row.cells.get("address")}
    found = Application.objects.awaiting_power().filter(applicant=by, site__address_index__in=places)
    return {
        (citizen or uscc, place): number
        for citizen, uscc, place, number in found.values_list(
            "customer__citizen_id_index", "customer__uscc_index", "site__address_index", "number"
        )
    }
