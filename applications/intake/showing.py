"""A fetched paper as people read it: field by field, masked where it is personal; and which fields are kept at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts.masking import mask_address, mask_id, mask_name
from applications.intake.choices import NO_CONSENT, DocumentKind
from applications.survey.wording import day
from connectors.elicence.choices import Problem
from customers.choices import PERSONAL


class Shown(NamedTuple):
    label: Any
    mask: Callable[[str], str] | None = None
    is_masked_for_bodies: bool = True


# What a connection does not need (sex, birthday, a third person's number) is let go on arrival.
FIELDS: dict[str, dict[str, Shown]] = {
    DocumentKind.CITIZEN_ID: {
        "name": Shown(_("Full name"), mask_name),
        "citizen_id": Shown(_("Identity number"), mask_id),
        "address": Shown(_("Registered address"), mask_address),
    },
    DocumentKind.REAL_ESTATE: {
        "certificate_no": Shown(_("Certificate number"), mask_id, False),
        "real_estate_unit": Shown(_("Real-estate unit number"), mask_id, False),
        "owner_name": Shown(_("Holder"), mask_name, False),
        "owner_id": Shown(_("Owner's number"), mask_id),
        "address": Shown(_("Address"), mask_address, False),
        "usage": Shown(_("Use of the building")),
        "area_m2": Shown(_("Area (m²)")),
    },
    DocumentKind.BUSINESS_LICENCE: {
        "name": Shown(_("Registered name"), mask_name, False),
        "uscc": Shown(_("Unified social credit code"), mask_id, False),
        "legal_person": Shown(_("Legal representative"), mask_name),
        "form": Shown(_("Type")),
        "address": Shown(_("Address"), mask_address, False),
        "established_on": Shown(_("Established")),
        "scope": Shown(_("Business scope")),
    },
}
WORDS: dict[str, Any] = {
    **dict(Problem.choices),
    NO_CONSENT: _("You took your consent back, so we ask no more. You can hand the paper in here."),
}


def kept(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields we store."""
    return {name: fields[name] for name in FIELDS[kind] if name in fields}


def rows(document: Any, *, in_full: bool = False) -> list[list[dict[str, Any]]]:
    """For each licence that came: label and value of every field. More than one came only when they need a choice."""
    labels = FIELDS[document.kind]
    return [
        [{"label": labels[name].label, "value": _in_words(name, value)} for name, value in found.items()]
        for found in _values(document, in_full=in_full)
    ]


def masked_fields(document: Any) -> list[dict[str, str]]:
    """For programs: the same values by their names, days as 2026-09-24."""
    return _values(document)


def _values(document: Any, *, in_full: bool = False) -> list[dict[str, str]]:
    is_person = document.application.customer is None or document.application.customer.kind in PERSONAL
    return [
        {
            name: value if in_full else _masked(shown, value, is_person)
            for name, shown in FIELDS[document.kind].items()
            if (value := found.get(name))
        }
        for found in document.found
    ]


def _in_words(name: str, value: str) -> str:
    """A day as people say it; what is no day stays as the register wrote it."""
    if not name.endswith("_on"):
        return value
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def _masked(shown: Shown, value: str, is_person: bool) -> str:
    if shown.mask is None or not (is_person or shown.is_masked_for_bodies):
        return value
    return shown.mask(value)


def word(document: Any) -> Any:
    """Why it could not be taken, or what the officer wrote."""
    return WORDS.get(document.remark, "" if document.is_waiting or document.state == "NOT_FOUND" else document.remark)
