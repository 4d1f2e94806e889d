"""What people type to sign in."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, Refusal
from accounts.signin.rules import plain_mobile


class RefusableForm(forms.Form):
    """A form that can show a refusal of the action beside its fields, with everything typed still there."""

    def take(self, refusal: Refusal) -> None:
        if isinstance(refusal, Invalid):
            for field, sentence in refusal.fields.items():
                self.add_error(field if field in self.fields else None, str(sentence))
        else:
            self.add_error(None, str(refusal.sentence))


class PhoneForm(RefusableForm):
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=25,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "input-medium"}),
        error_messages={"required": _("Enter your mobile number.")},
    )

    def clean_phone(self) -> str:
        phone = plain_mobile(self.cleaned_data["phone"])
        if not phone:
            raise ValidationError(_("Enter a mobile number of 11 digits that begins with 1, like 138 0000 0001."))
        return phone


class CodeForm(RefusableForm):
    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "pattern": "[0-9 ]*",
                "class": "input-short",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Enter the six digits.")},
    )

    def clean_code(self) -> str:
        code = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", code):
            raise ValidationError(_("The code has six digits."))
        return code


class StaffForm(RefusableForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Enter your user name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )
