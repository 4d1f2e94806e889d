"""A network file and the cell it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gridhealth.models import GridCell

MOST_MB = 60


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
