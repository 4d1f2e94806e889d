"""Input of the assessment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gridhealth.models import TransformerArea
from outages.assessment.choices import Exemption
from outages.planned.forms import words


class ExemptionForm(forms.Form):
    area = forms.ModelChoiceField(queryset=TransformerArea.objects.all(), widget=forms.HiddenInput)
    off_at = forms.DateTimeField(widget=forms.HiddenInput)
    exemption = forms.ChoiceField(label=_("Why it should not count"), choices=Exemption.choices)
    evidence = forms.CharField(label=_("Record that shows it"), max_length=300)


class AppealForm(forms.Form):
    reason = words(_("Which figure is wrong, and why"))


class AnswerForm(forms.Form):
    answer = words(_("Answer"))
