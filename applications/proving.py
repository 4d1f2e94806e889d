"""Before anything is signed online, a code to the signer's own phone; one typed a few minutes ago still counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.choices import CodePurpose
from accounts.idempotency import is_kept
from accounts.origin import client_ip
from accounts.refusals import Invalid, Unmet
from accounts.signin.actions import code_waiting, is_proved, issue_code, use_code
from accounts.signin.forms import CodeForm
from accounts.signin.sessions import nonce_of

SIGNING = frozenset({"confirm_plan", "sign_contract", "sign_lease", "sign_undertaking"})
"""The verbs that are a signature."""
ASK_FIRST = _("A code goes to the signer's phone with applications/{number}/signing_code/; send it here as code.")
NO_PHONE = _("There is no mobile number in your account to send a code to. Call 95598 and we add it.")

AnyRequest = Any
"""A Django request or a DRF request, of somebody who is signed in."""


def _nonce(request: AnyRequest, about: str) -> str:
    """The asker's half of the code: the session's, or the token's of a program; for one paper alone, its name."""
    token = getattr(request, "auth", None)
    own = f"token:{token.pk}" if token is not None else nonce_of(request)
    return f"{own}:{about}" if about else own


def send_code(request: AnyRequest, *, at: datetime, about: str = "") -> None:
    """Six digits to the number of whoever is signed in, under the limits of all codes. Raises TooMany."""
    if not request.user.phone:
        raise Unmet(NO_PHONE)
    issue_code(
        request.user.phone, purpose=CodePurpose.SIGN, nonce=_nonce(request, about), ip=client_ip(request),
        language=get_language() or settings.LANGUAGE_CODE, at=at,
    )  # fmt: skip


def code_owed(request: AnyRequest, verb: str, given: Mapping[str, Any] | None, *, at: datetime) -> CodeForm | None:
    """The box for the code while it is owed; None when nothing is, also because the right one was just `given`."""
    if verb not in SIGNING or is_proved(request.user, nonce=_nonce(request, ""), at=at):
        return None
    form = CodeForm(given)
    return None if is_right(request, form, at=at) else form


def is_right(request: AnyRequest, form: CodeForm, *, at: datetime, about: str = "") -> bool:
    """Whether the code that was sent stands in the box; what is wrong with it stands there after.

    Not to be called inside a transaction: a wrong try counts whatever happens next.
    """
    if not form.is_valid():
        return False
    nonce = _nonce(request, about)
    sent = code_waiting(CodePurpose.SIGN, nonce, at=at)
    try:
        use_code(sent.pk if sent else 0, form.cleaned_data["code"], purpose=CodePurpose.SIGN, nonce=nonce, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return False
    return True


def code_of_page(request: HttpRequest, verb: str, *, at: datetime) -> CodeForm | None:
    """The box while the code is owed, with what was wrong when something was sent."""
    return code_owed(request, verb, request.POST if request.method == "POST" else None, at=at)


def box(request: AnyRequest, form: CodeForm | None, *, at: datetime, about: str = "") -> dict[str, Any]:
    """What a page shows of the code: whether one is on its way, and the box for it."""
    if form is None:
        return {}
    return {
        "code": form, "is_sent": code_waiting(CodePurpose.SIGN, _nonce(request, about), at=at) is not None,
        "sms_page": f"{settings.SIMULATOR_URL}/sms/" if settings.DEMO else "",
    }  # fmt: skip


def ask_program(request: AnyRequest, verb: str, *, at: datetime) -> None:
    """A program signs with the code in its body. A repetition gets its kept answer and needs no other code."""
    if is_kept(request):
        return
    given = request.data if isinstance(request.data, Mapping) else {}
    form = code_owed(request, verb, {"code": str(given.get("code") or "")}, at=at)
    if form is not None:
        raise Invalid({"code": [*form.errors.get("code", []), ASK_FIRST]})
