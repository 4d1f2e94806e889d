"""The form every verb starts from, fields for lists, and the verbs that fit any stage. One form serves page and API."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.choices import SuspensionReason, TerminationGround


class VerbForm(forms.Form):
    """Input of one verb; `arguments()` is what its action takes."""

    def expect(self, application: Any) -> None:
        """Take up what is asked in this case alone, before anything is checked; pages and programs need it alike."""

    def know(self, application: Any, *, at: datetime) -> None:
        """Learn of the case before being shown: what is offered, what is known already. Programs need none of it."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def typed(self) -> list[dict[str, Any]]:
        """What stood in it, `label` and `value` in words, to be copied from the page that says no."""
        rows = [{"label": field.label, "value": _in_words(field)} for field in self if not field.is_hidden]
        return [row for row in rows if row["value"]]


def _in_words(field: Any) -> str:
    value = field.value()
    if not isinstance(value, str):
        return ""
    named = {str(one): label for one, label in getattr(field.field, "choices", ())}
    return str(named.get(value, value)).strip()


class LinesField(forms.CharField):
    """Several sentences, one a line; programs may send a list."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = value if isinstance(value, list) else (super().to_python(value) or "").splitlines()
        return [str(line).strip() for line in lines if str(line).strip()]


class DefectsField(LinesField):
    """Defects as "clause: what is wrong", one a line; programs may send objects with `clause` and `text`."""

    def to_python(self, value: Any) -> list[dict[str, str]]:  # type: ignore[override]
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return [{"clause": str(item.get("clause", "")), "text": str(item.get("text", ""))} for item in value]
        found = []
        for line in super().to_python(value):
            clause, colon, text = line.replace("：", ":").partition(":")  # noqa: RUF001
            if not colon or not clause.strip() or not text.strip():
                raise forms.ValidationError(_("Write each defect on its own line as “clause: what is wrong”."))
            found.append({"clause": clause.strip(), "text": text.strip()})
        return found


class PointsField(forms.CharField):
    """A drawn line: a JSON list of [longitude, latitude] pairs."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> list[list[float]]:  # type: ignore[override]
        try:
            points = json.loads(value or "[]") if isinstance(value, str | type(None)) else value
            return [[float(longitude), float(latitude)] for longitude, latitude in points]
        except (ValueError, TypeError):
            raise forms.ValidationError(_("The drawn line could not be read. Draw it again.")) from None


class ReasonForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class OptionalReasonForm(VerbForm):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False,
        help_text=_("You need not say why."),
    )  # fmt: skip


class RemarkForm(VerbForm):
    remark = forms.CharField(
        label=_("Remark"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )


class TerminateForm(ReasonForm):
    ground = forms.ChoiceField(label=_("Legal ground"), choices=TerminationGround.choices)


class SuspendForm(VerbForm):
    reason_code = forms.ChoiceField(
        label=_("Why"), choices=SuspensionReason.choices,
        help_text=_("The customer asks for a rest; force majeure is recorded by the chief service officer."),
    )  # fmt: skip
    resume_on = forms.DateField(
        label=_("Go on again on"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A case cannot rest without an end. It can be moved later."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500, required=False,
        help_text=_("For force majeure: the number of the official notice."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if data.get("reason_code") == SuspensionReason.FORCE_MAJEURE and not data.get("evidence"):
            self.add_error("evidence", _("Force majeure needs the number of its official notice."))
        return data
