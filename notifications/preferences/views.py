"""The page on which a person says what may ring the phone."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.idempotency import idempotent
from accounts.models import User
from notifications.choices import CHAIN
from notifications.preferences import actions
from notifications.wechat import reach


class PreferencesForm(forms.Form):
    """WeChat is asked about only where it is linked."""

    sms = forms.MultipleChoiceField(
        label=gettext_lazy("Also by SMS"), required=False, widget=forms.CheckboxSelectMultiple
    )
    wechat = forms.MultipleChoiceField(
        label=gettext_lazy("By WeChat, where it can"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("If a message does not get through there, it comes by SMS."),
    )  # fmt: skip

    calls = forms.BooleanField(
        label=gettext_lazy("Call me as well"), required=False,
        help_text=gettext_lazy(
            "One of us tells you by telephone what happens to your application and when power is cut."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, is_linked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [(purpose.value, capfirst(purpose.label)) for purpose in actions.topics_of(user)]
        self.fields["sms"].choices = topics  # type: ignore[attr-defined]
        self.fields["wechat"].choices = [one for one in topics if one[0] in reach.WAYS]  # type: ignore[attr-defined]
        if not is_linked:
            del self.fields["wechat"]
        if user.is_staff:
            del self.fields["calls"]


@login_required
@never_cache
@idempotent
def preferences(request: HttpRequest) -> HttpResponse:
    user, identity = cast(User, request.user), reach.identity_of(cast(User, request.user))
    by_channel = {one.lower(): [purpose.value for purpose in actions.wanted_by(user, one)] for one in CHAIN}
    wanted = {**by_channel, "calls": actions.wishes_calls(user)}
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, initial=wanted, user=user, is_linked=identity is not None)
    if request.method == "POST" and form.is_valid():
        for channel in CHAIN:
            if channel.lower() in form.cleaned_data:
                actions.choose(user, wanted=form.cleaned_data[channel.lower()], channel=channel)
        if "calls" in form.cleaned_data:
            actions.wish_calls(user, form.cleaned_data["calls"])
        messages.success(request, _("Saved."))
        return redirect("message-preferences")
    context = {"form": form, **_wechat(user, identity)}
    return render(request, "notifications/preferences.html", context, status=422 if form.errors else 200)


def _wechat(user: User, identity: Any) -> dict[str, Any]:
    """How far WeChat may be used for this person, and where that is changed."""
    phones = f"{settings.SIMULATOR_URL}/wechat/" if settings.DEMO else ""
    return {
        "has_wechat": reach.is_set_up() and not user.is_staff, "identity": identity,
        "contact": reach.contact_of(identity), "wechat_page": phones,
    }  # fmt: skip
