"""The last look before submitting: every answer in words, and what it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from applications.assess.journey import Journey
from applications.deciding import rules_on
from applications.intake.answers import inputs_from
from applications.intake.pages import Page, Way
from applications.intake.questions import ApplicationForm
from applications.models import Application
from applications.rules import Decision, decide
from applications.survey.wording import day, measured
from deadlines.actions import current_calendar


def overview(way: Way, draft: Application) -> list[dict[str, Any]]:
    """Question, answer and the link to change it, in the order of the pages; optional ones left empty stay out."""
    return [
        {
            "label": field.label,
            "value": value,
            "change_url": f"{reverse('intake:page', args=[draft.number, page.name])}#id_{field.name}",
        }
        for page in way.pages
        for field in _fields(way, page)
        if (value := _in_words(field, way))
    ]


def problems(way: Way, whole: ApplicationForm, draft: Application) -> list[dict[str, str]]:
    """What does not fit together across pages: the sentence, and the page where it can be put right."""
    pages = {name: page.name for page in way.pages for name in way.asks(page)}
    return [
        {"text": str(sentence), "url": reverse("intake:page", args=[draft.number, pages.get(name, way.pages[0].name)])}
        for name, sentences in whole.errors.items()
        for sentence in sentences
    ]


def _fields(way: Way, page: Page) -> list[forms.BoundField]:
    """The unit is said with its number."""
    return [field for field in way.form(page) if field.name != "capacity_unit"]


def _in_words(field: forms.BoundField, way: Way) -> str:
    value = str(way.answers.get(field.name) or "")
    choices = getattr(field.field, "choices", None)
    if choices:
        return str(dict(choices).get(value, "")) if value else ""
    if isinstance(field.field, forms.DateField):
        return _day_in_words(value)
    unit = field.field.widget.attrs.get("data-unit", "")
    if field.name in ("applied_capacity", "existing_capacity_kva", "subst_capacity_kva"):
        unit = "kVA" if way.answers.get("capacity_unit") == "KVA" else "kW"
    return measured(value, unit) if value and unit else value


def _day_in_words(typed: str) -> str:
    """As people say it; what is no day stays as it was typed."""
    try:
        return day(date.fromisoformat(typed))
    except ValueError:
        return typed


@dataclass(frozen=True)
class Promise:
    """What these answers lead to, as long as the survey finds the place as described."""

    decision: Decision | None = None
    journey: Journey | None = None

    @property
    def undertakes(self) -> bool:
        """A signature takes the place of permits, and no plan will come on which it could stand."""
        found = self.decision
        return found is not None and found.permits == "FILING" and found.plan_mode == "NONE"


def promise(whole: ApplicationForm, *, at: datetime) -> Promise:
    if not whole.is_valid():
        return Promise()
    rules = rules_on(at)
    decision = decide(inputs_from(whole.cleaned_data, rules), rules)
    return Promise(decision, Journey(decision, timezone.localdate(at), current_calendar()))
