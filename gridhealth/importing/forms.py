"""A network file and the cell it is for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from gridhealth.importing.choices import FIELDS
from gridhealth.importing.storing import CHANGEABLE
from gridhealth.models import GridCell

MOST_MB = 60
SMALLEST = Decimal("0.01")


class ImportForm(forms.Form):
    cell = forms.ModelChoiceField(
        label=_("Cell"), queryset=GridCell.objects.order_by("code"), to_field_name="code",
        empty_label=_("Choose one"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Network file"), allow_empty_file=True,
        help_text=_("pandapower JSON, a ZIP of CSV tables, or CIM (RDF/XML), up to 60 MB. Larger: ask operations."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_MB * 1_000_000:
            raise forms.ValidationError(
                _("The file has %(mb)s MB. Split it by substation, or ask operations to import it.")
                % {"mb": file.size // 1_000_000}
            )
        return file


class AmendForm(forms.Form):
    """What a person may correct of one object, with its own bounds, and why."""

    reason = forms.CharField(
        label=_("Why?"), max_length=200, help_text=_("For example: read off the plate, replaced on a day."),
        error_messages={"required": _("Say in a few words why.")},
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, target: models.Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CHANGEABLE[kind]:
            column = target._meta.get_field(name)
            bounds = {"min_value": SMALLEST} if isinstance(column, models.DecimalField) else {}
            self.fields[name] = column.formfield(label=FIELDS[name], initial=getattr(target, name), **bounds)  # type: ignore[union-attr, arg-type, assignment]
        self.order_fields([*CHANGEABLE[kind], "reason"])

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}
