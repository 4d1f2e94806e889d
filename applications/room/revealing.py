"""An officer looks at one personal entry of a case in full: with a reason, and on record."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import reveal
from accounts.refusals import Hidden
from applications.actions import mine

FIELDS = {
    "name": ("customer", _("Name of the customer")),
    "phone": ("customer", _("Phone")),
    "citizen_id": ("customer", _("Identity number")),
    "uscc": ("customer", _("Credit code")),
    "address": ("site", _("Address")),
}


class RevealForm(forms.Form):
    field = forms.ChoiceField(
        label=_("What do you need to see?"), choices=[(key, row[1]) for key, row in FIELDS.items()]
    )
    reason = forms.CharField(
        label=_("What for?"), max_length=200, help_text=_("The customer can read that you looked, and why.")
    )


@login_required
def reveal_field(request: HttpRequest, number: str) -> HttpResponse:
    if not request.user.is_staff:
        raise Hidden
    application = mine(number, by=request.user)
    form = RevealForm(request.POST or None)
    context = {"form": form, "number": number, "back": reverse("room:case", args=[number])}
    if request.method == "POST" and form.is_valid():
        field = form.cleaned_data["field"]
        owner, label = FIELDS[field]
        row = getattr(application, owner)
        if row is None:  # prepared for somebody who has not said yet who they are
            raise Hidden
        context["label"] = label
        context["value"] = reveal(row, field, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
    response = render(request, "room/reveal.html", context)
    response["Cache-Control"] = "no-store"
    return response
