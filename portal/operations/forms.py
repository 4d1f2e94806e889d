"""What people type on the operations pages."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.files import BIGGEST, UnreadableCalendar, read_year

TOO_LARGE = gettext_lazy("The file is far too large.")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


class PlanForm(forms.Form):
    plan = forms.CharField(label=gettext_lazy("What you do about it"), max_length=200)


class SourceForm(forms.Form):
    """A file, and the paper it was made from."""

    file = forms.FileField(label=gettext_lazy("File"))
    source = forms.CharField(
        label=gettext_lazy("Made from"), max_length=200, help_text=gettext_lazy("The notice: issuer, number and day.")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > BIGGEST:
            raise ValidationError(str(TOO_LARGE))
        return file


class CalendarForm(SourceForm):
    """`cleaned_data["year"]` and `["days"]` once the file was understood."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "file" in given:
            with NamedTemporaryFile(suffix=".txt") as kept:
                kept.write(given["file"].read())
                kept.flush()
                try:
                    given["year"], given["days"] = read_year(Path(kept.name))
                except UnreadableCalendar as problem:
                    self.add_error("file", str(problem))
        return given


class RulesForm(SourceForm):
    """`cleaned_data["text"]`: the JSON of one rule set."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "file" in given:
            try:
                given["text"] = given["file"].read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not text in UTF-8."))
        return given
