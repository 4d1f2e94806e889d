"""Input of a list of missing things, and of the answer to exactly that list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.assess.serializers import MOST_KVA
from applications.correction.actions import STILL_OPEN, Given
from applications.correction.choices import PAPERS, Missing
from applications.correction.models import CorrectionItem
from applications.correction.rules import Wanted, wanted
from applications.forms import VerbForm
from customers.choices import CustomerKind
from customers.identifiers import check_citizen_id, check_uscc


class ListWidget(forms.Widget):
    """Ticks with words beside them (`ask`, `say_KIND`, `follows_KIND`) and lines of one's own; or a program's list."""

    template_name = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if isinstance(data.get(name), list):
            return data[name]
        ticked = data.getlist("ask") if hasattr(data, "getlist") else []
        rows = [{"kind": k, "text": data.get(f"say_{k}", ""), "follows": data.get(f"follows_{k}", "")} for k in ticked]
        lines = str(data.get(name) or "").splitlines()
        follows = data.get("follows_OTHER", "")
        return rows + [{"kind": Missing.OTHER, "text": line, "follows": follows} for line in lines if line.strip()]


class ListField(forms.Field):
    widget = ListWidget

    def to_python(self, value: Any) -> list[Wanted]:
        return wanted(value) if isinstance(value, list) else []


class RequestForm(VerbForm):
    """Programs send `items`: sentences, or objects with `kind` (see `Missing`), `text`, the second time `follows`."""

    template_name = "correction/request_form.html"
    items = ListField(
        label=_("What is missing?"),
        error_messages={"required": _("Tick what is missing, or write it down: one thing a line.")},
    )
    answered: list[CorrectionItem] = []

    def know(self, application: Any, *, at: datetime) -> None:
        rows = CorrectionItem.objects.filter(request__application=application, request__answered_at__isnull=False)
        self.answered = list(rows)

    def typed(self) -> list[dict[str, Any]]:
        rows = [one for one in wanted(self["items"].value() or []) if one.kind in Missing]
        return [{"label": Missing(one.kind).label, "value": one.text or _("ticked")} for one in rows]

    @property
    def groups(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        """The closed list as it is shown, with what was typed."""
        typed = self.data if self.is_bound else {}
        ticked = typed.getlist("ask") if hasattr(typed, "getlist") else []
        rows = [
            {
                "kind": kind, "is_ticked": kind in ticked, "said": typed.get(f"say_{kind}", ""),
                "follows": typed.get(f"follows_{kind}", ""),
            }
            for kind in Missing if kind != Missing.OTHER
        ]  # fmt: skip
        facts = [row for row in rows if row["kind"] not in PAPERS]
        return [(_("Facts"), facts), (_("Papers"), [row for row in rows if row["kind"] in PAPERS])]

    @property
    def lines(self) -> str:
        return str(self.data.get("items") or "") if self.is_bound else ""

    @property
    def follows_other(self) -> str:
        return str(self.data.get("follows_OTHER") or "") if self.is_bound else ""


class CorrectForm(VerbForm):
    """One field for each thing on the list, `item_<id>`; a paper may be answered with words instead, `words_<id>`."""

    template_name = "correction/correct_form.html"
    answer = forms.CharField(
        label=_("Anything else you want to say"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
        required=False,
    )  # fmt: skip
    wanted: tuple[CorrectionItem, ...] = ()
    items: Any = ()

    def expect(self, application: Any) -> None:
        self.items = CorrectionItem.objects.filter(request__application=application)
        self.wanted = tuple(self.items.filter(request__answered_at=None))
        is_person = application.customer is not None and application.customer.kind == CustomerKind.NATURAL_PERSON
        asked = {}
        for item in self.wanted:
            asked |= _fields_for(item, is_person=is_person, unit=application.facts.unit if application.inputs else "")
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for item in self.wanted:
            name = f"item_{item.pk}"
            is_given = bool(self._given(item, data).words or data.get(name) or item.file)
            if item.is_paper and name not in self.errors and not is_given:
                self.add_error(name, STILL_OPEN)
        return data

    def typed(self) -> list[dict[str, Any]]:
        """Also what was typed for a list that has been answered meanwhile."""
        said = [(item, self.data.get(f"item_{item.pk}") or self.data.get(f"words_{item.pk}")) for item in self.items]
        rows = [{"label": item.title, "value": words} for item, words in said if words and item not in self.wanted]
        return rows + super().typed()

    def _given(self, item: CorrectionItem, data: Mapping[str, Any]) -> Given:
        value = data.get(f"item_{item.pk}")
        if item.is_paper:
            return Given(str(data.get(f"words_{item.pk}") or ""), value or None)
        return Given("" if value is None else str(value))

    def given(self) -> dict[int, Given]:
        """What can be kept, also when something else is still wrong."""
        sound = {
            item: self._given(item, self.cleaned_data) for item in self.wanted if f"item_{item.pk}" not in self.errors
        }
        return {item.pk: given for item, given in sound.items() if given.words or given.file}

    def arguments(self) -> dict[str, Any]:
        return {"answers": self.given(), "answer": self.cleaned_data["answer"]}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each item with its fields, as the page shows them."""
        return [
            {"item": item, "field": self[f"item_{item.pk}"], "words": self[f"words_{item.pk}"] if item.is_paper else ""}
            for item in self.wanted
        ]


def _fields_for(item: CorrectionItem, *, is_person: bool, unit: str) -> dict[str, forms.Field]:
    common: dict[str, Any] = {"label": item.title, "help_text": item.hint}
    common["error_messages"] = {"required": STILL_OPEN}
    if item.is_paper:
        picker = forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"})
        words = forms.CharField(
            label=_("Or in words: why not, or when it follows"), max_length=500, required=False, initial=item.answer
        )
        return {f"item_{item.pk}": _PaperField(widget=picker, **common), f"words_{item.pk}": words}
    common["initial"] = item.answer
    if item.kind == Missing.CAPACITY:
        box = forms.NumberInput({"data-unit": unit, "class": "w-8ch", "inputmode": "decimal", "step": "any"})
        limits = {"min_value": 0.1, "max_value": MOST_KVA, "max_digits": 9, "decimal_places": 2}
        return {f"item_{item.pk}": forms.DecimalField(widget=box, **limits, **common)}
    if item.kind == Missing.NUMBER:
        check = check_citizen_id if is_person else check_uscc
        return {f"item_{item.pk}": _NumberField(check, max_length=30, **common)}
    if item.kind in (Missing.NAME, Missing.ADDRESS):
        return {f"item_{item.pk}": forms.CharField(max_length=100, **common)}
    box = forms.Textarea(attrs={"rows": 3})
    return {f"item_{item.pk}": forms.CharField(max_length=1000, widget=box, **common)}


class _PaperField(forms.FileField):
    """Wanted, but words beside it may answer, or the file of a moment ago: the form asks when all is known."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) if data else None


class _NumberField(forms.CharField):
    """An identity number or a credit code, by whoever is asked."""

    def __init__(self, check: Callable[[str], str], **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"autocomplete": "off", "class": "w-20ch"}), **options)
        self.check = check

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return self.check(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(error.args[0]) from None
