"""The page on which a person says what may ring the phone."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from notifications.choices import SWITCHABLE
from notifications.preferences import actions


class PreferencesForm(forms.Form):
    sms = forms.MultipleChoiceField(
        label=gettext_lazy("Also by SMS"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(purpose.value, purpose.label) for purpose in SWITCHABLE],
    )  # fmt: skip


@login_required
@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    wanted = [purpose.value for purpose in actions.wanted_by(request.user)]  # type: ignore[arg-type]
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial={"sms": wanted})
    if request.method == "POST" and form.is_valid():
        actions.choose(request.user, wanted=form.cleaned_data["sms"])  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
        return redirect("message-preferences")
    return render(request, "notifications/preferences.html", {"form": form}, status=422 if form.errors else 200)
