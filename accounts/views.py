"""My data: what I agreed to, who looked at my data, and taking a yes back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts import actions
from accounts.doors.choices import Door
from accounts.doors.ways import ways
from accounts.idempotency import idempotent
from accounts.models import Consent, PersonalDataAccess, User
from accounts.notices import NOTICES, Notice
from accounts.refusals import Unmet

SHOWN = 50
FIELD_NAMES = {
    "name": gettext_lazy("name"),
    "phone": gettext_lazy("mobile number"),
    "id_number": gettext_lazy("identity number"),
    "address": gettext_lazy("address"),
}


class SignedInRequest(HttpRequest):
    """What `login_required` lets through."""

    user: User


@login_required
@require_GET
def my_data(request: SignedInRequest) -> HttpResponse:
    standing = {consent.purpose: consent for consent in Consent.objects.standing(request.user)}
    return render(
        request,
        "accounts/my_data.html",
        {
            "agreements": [{"notice": notice, "consent": standing.get(key)} for key, notice in NOTICES.items()],
            "looks": looks_at(request.user),
            "doors": [] if request.user.is_staff else doors_of(request.user),
        },
    )


def doors_of(user: User) -> list[dict[str, Any]]:
    """Each further door with what links it to this person, if anything does."""
    linked = {identity.door: identity for identity in user.identities.standing()}
    return [{"door": door, "identity": linked.get(door)} for door in Door if door in ways() or door in linked]


def looks_at(user: User) -> list[dict[str, Any]]:
    """Who saw this person's data, newest first: role, moment and reason, never a name."""
    accesses = PersonalDataAccess.objects.filter(subject=user).exclude(by=user).order_by("-at")[:SHOWN]
    return [
        {
            "at": access.at,
            "roles": access.role_labels,
            "field": FIELD_NAMES.get(access.field, gettext_lazy("personal data")),
            "reason": access.reason,
        }
        for access in accesses
    ]


def notice_of(purpose: str) -> Notice:
    try:
        return next(notice for key, notice in NOTICES.items() if key == purpose)
    except StopIteration:
        raise Http404 from None


@login_required
@require_POST
@idempotent
def give(request: SignedInRequest, purpose: str) -> HttpResponse:
    notice = notice_of(purpose)
    actions.give_consent(request.user, purpose, text_version=notice.version, at=timezone.now())
    messages.success(request, _("Thank you. You can take this back here at any time."))
    return redirect("my-data")


@login_required
@require_POST
@idempotent
def withdraw(request: SignedInRequest, purpose: str) -> HttpResponse:
    notice = notice_of(purpose)
    actions.withdraw_consent(request.user, purpose, at=timezone.now())
    messages.success(request, _("Taken back. %(afterwards)s") % {"afterwards": notice.afterwards})
    return redirect("my-data")


@login_required
@require_POST
def copy(request: SignedInRequest) -> HttpResponse:
    """Everything we keep about the person, as a file that programs can read too."""
    at, since = timezone.now(), request.session.get("signed_in_at", 0)
    try:
        told = actions.make_copy(request.user, signed_in_at=datetime.fromtimestamp(since, UTC), at=at)
    except Unmet as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("my-data")
    response = JsonResponse({"made_at": at, **told}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate(at):%Y%m%d}.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """The one page that says, before anything is asked, what we keep, why, and for how long."""
    return render(request, "accounts/privacy.html", {"notices": NOTICES.values()})
