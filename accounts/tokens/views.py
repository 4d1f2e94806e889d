"""The page of one's own tokens."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.idempotency import idempotent
from accounts.models import ApiToken
from accounts.programs.scopes import in_words
from accounts.refusals import Unmet
from accounts.tokens.forms import TokenForm
from accounts.views import SignedInRequest

SHOWN = 40


@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """List and make; a new token stands on the answer to the form, and nowhere afterwards."""
    now, made = timezone.now(), ""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        since = datetime.fromtimestamp(request.session.get("signed_in_at", 0), UTC)
        try:
            made = actions.issue_own_token(request.user, signed_in_at=since, at=now, **form.facts())
            form = TokenForm()
        except Unmet as refusal:
            messages.error(request, str(refusal.sentence))
    rows = ApiToken.objects.standing(at=now).filter(user=request.user).order_by("-pk")[:SHOWN]
    shown = [(row, [in_words(scope) for scope in row.scopes]) for row in rows]
    answer = render(request, "accounts/tokens.html", {"form": form, "made": made, "tokens": shown})
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
@idempotent
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.revoke_token(pk, by=request.user, at=timezone.now())
    messages.success(request, _("The token opens nothing any more."))
    return redirect("tokens")
