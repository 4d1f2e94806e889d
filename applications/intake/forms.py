"""Input of intake's verbs, and what is agreed to. The questions themselves are in `intake.questions`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose
from accounts.notices import NOTICES
from applications.choices import Refusal
from applications.forms import ReasonForm, VerbForm
from applications.intake.choices import DocumentKind, Finding


class RefuseForm(ReasonForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=Refusal.choices)
    field_order = ["ground", "reason"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].label = _("In words, and how the customer can cure it")


class DisputeDocumentForm(ReasonForm):
    kind = forms.ChoiceField(label=_("Which document?"), choices=DocumentKind.choices)
    field_order = ["kind", "reason"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].label = _("What is wrong, and how is it right?")


class UploadForm(VerbForm):
    kind = forms.ChoiceField(label=_("Which document?"), choices=DocumentKind.choices)
    paper = forms.FileField(
        label=_("Photo or PDF of it"),
        help_text=_("JPEG, PNG or PDF, up to 10 MB. We keep it encrypted."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={
            "required": _("Choose a file, or take a photo."),
            "empty": _("The file is empty. Choose it again."),
        },
    )


class SettleDocumentForm(VerbForm):
    kind = forms.ChoiceField(label=_("Which document?"), choices=DocumentKind.choices)
    finding = forms.ChoiceField(label=_("Your finding"), choices=Finding.choices, widget=forms.RadioSelect)
    remark = forms.CharField(label=_("What was found?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class AgreementForm(forms.Form):
    """What the customer agrees to on the last page; each in its own words, each on its own."""

    def __init__(
        self, *args: object, purposes: tuple[Purpose, ...], undertakes: bool, is_second: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if is_second:
            self.fields["again_reason"] = forms.CharField(
                label=_("Why do you need another one for this place?"), max_length=200,
                help_text=_("For example: another floor, a second meter. We read it, nothing more."),
                error_messages={"required": _("Say in a few words why, or follow the open one.")},
            )  # fmt: skip
        for purpose in purposes:
            self.fields[purpose.value] = tick(NOTICES[purpose].purpose.label, NOTICES[purpose].text, purpose in NEEDED)
        if undertakes:
            self.fields["agrees_to_undertaking"] = tick(UNDERTAKING, UNDERTAKING_HINT, False)

    @property
    def agreed(self) -> list[str]:
        return [name for name, value in self.cleaned_data.items() if value and name in Purpose.values]


NEEDED = (Purpose.LICENCES, Purpose.SENSITIVE)
UNDERTAKING = _("I undertake to restore the ground after the works, as it was before")
UNDERTAKING_HINT = _(
    "Your line is short, so this signature takes the place of the permits and works can start at once. A photo of the "
    "restored ground goes into the filing."
)


def tick(label: object, hint: object, is_needed: bool) -> forms.BooleanField:
    field = forms.BooleanField(label=label, help_text=hint, required=is_needed)  # type: ignore[arg-type]
    field.error_messages["required"] = _("Without this tick we cannot begin. If you have questions, call 95598.")
    return field
