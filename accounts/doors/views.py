"""Out through a door, back through it, and the code that links it to an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import CodePurpose
from accounts.doors import actions, sessions
from accounts.doors.choices import Door
from accounts.doors.ways import is_set_up, way
from accounts.idempotency import idempotent
from accounts.masking import mask_phone
from accounts.origin import client_ip
from accounts.refusals import NotAllowed, TooMany
from accounts.signin import actions as signin
from accounts.signin import rules
from accounts.signin import sessions as signin_sessions
from accounts.signin.forms import CodeForm, PhoneForm
from accounts.signin.views import FormPage


def _known(door: str) -> Door:
    if door not in Door.values or not is_set_up(door):
        raise Http404
    return Door(door)


def _back_url(request: HttpRequest, door: Door) -> str:
    return request.build_absolute_uri(reverse("door-back", args=[door.value]))


@never_cache
@require_safe
def out(request: HttpRequest, door: str) -> HttpResponse:
    """To the other house. Staff have a door of their own."""
    chosen, at = _known(door), timezone.now()
    if request.user.is_authenticated and request.user.is_staff:
        raise NotAllowed(_("Staff sign in with password and authenticator."))
    signin_sessions.remember_next(request)
    fresh = sessions.begin(request, chosen, at=at)
    url = way(chosen).begin(_back_url(request, chosen), **fresh, at=at)
    return redirect(url) if url else _shut(request, chosen, "down")


@never_cache
@require_safe
def back(request: HttpRequest, door: str) -> HttpResponse:
    """Known: signed in. Not known yet: a number and a code first. Anything odd: what else can be done."""
    chosen, at = _known(door), timezone.now()
    begun = sessions.finish(request, chosen, at=at)
    if begun is None or "code" not in request.GET:
        return _shut(request, chosen, "refused")
    secrets = {"nonce": begun["nonce"], "verifier": begun["verifier"]}
    subject, why = way(chosen).who(request.GET["code"], _back_url(request, chosen), **secrets, at=at)
    if not subject:
        return _shut(request, chosen, why)
    return _arrived(request, chosen, subject, at=at)


def _arrived(request: HttpRequest, door: Door, subject: str, *, at: datetime) -> HttpResponse:
    user = actions.enter_by(door, subject, at=at)
    if not request.user.is_authenticated:
        if user is not None:
            return redirect(signin_sessions.enter(request, user, at=at))
        sessions.remember(request, door, subject, at=at)
        return redirect("sign-in")
    if user is not None:
        is_own = user.pk == request.user.pk
        messages.info(request, _("It is linked already.") if is_own else str(actions.TAKEN))
        return redirect("my-data")
    sessions.remember(request, door, subject, at=at)
    return redirect("door-link")


SHUT = {
    "down": gettext_noop(
        "%(door)s does not answer just now. Sign in with your mobile number and a code; nothing else changes."
    ),
    "refused": gettext_noop(
        "Signing in through %(door)s did not work out. Try once more, or use your mobile number and a code."
    ),
}


def _shut(request: HttpRequest, door: Door, why: str) -> HttpResponse:
    """The other way in stands on the same page, so that nobody is left before a shut door."""
    told = _(SHUT[why]) % {"door": door.label}
    if request.user.is_authenticated:
        messages.error(request, told)
        return redirect("my-data")
    context = {"form": PhoneForm(), "door_told": told, "doors": []}
    return render(request, "accounts/sign_in.html", context, status=503 if why == "down" else 400)


class LinkPage(FormPage):
    """Somebody signed in came back through a door: a code to their own number links it."""

    template, form = "accounts/link.html", CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.door = sessions.waiting(request, at=timezone.now())
        if not request.user.is_authenticated or request.user.is_staff or self.door is None:
            return redirect("my-data")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The code goes out when the page is opened, within the limits of any code."""
        return self.shown(CodeForm()) if signin_sessions.pending_code(request) else self._sent()

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._sent() if "again" in request.POST else super().post(request)

    def _sent(self) -> HttpResponse:
        form = CodeForm()
        try:
            self._send(at=timezone.now())
        except TooMany as refusal:
            form = CodeForm({"code": ""})
            form.errors.clear()
            form.take(refusal)
            return self.shown(form, refusal.status)
        return self.shown(form)

    def _send(self, *, at: datetime) -> None:
        issued = signin.issue_code(
            self.request.user.phone, purpose=CodePurpose.LINK, nonce=signin_sessions.nonce_of(self.request),  # type: ignore[union-attr]
            ip=client_ip(self.request), language=get_language() or "", at=at,
        )  # fmt: skip
        self.request.session[signin_sessions.CODE] = issued.pk

    def words(self) -> dict[str, Any]:
        return {
            "door": self.door, "masked_phone": mask_phone(self.request.user.phone),  # type: ignore[union-attr]
            "minutes": rules.CODE_LIFE.seconds // 60,
            "sms_page": f"{settings.SIMULATOR_URL}/sms/" if settings.DEMO else "",
        }  # fmt: skip

    def take(self, cleaned: dict[str, Any], *, at: datetime) -> str:
        code_id, nonce = self.request.session.get(signin_sessions.CODE) or 0, signin_sessions.nonce_of(self.request)
        signin.use_code(code_id, cleaned["code"], purpose=CodePurpose.LINK, nonce=nonce, at=at)
        self.request.session.pop(signin_sessions.CODE, None)
        door = sessions.link_waiting(self.request, self.request.user, at=at)  # type: ignore[arg-type]
        if door is not None:
            messages.success(self.request, _("%(door)s now opens your account.") % {"door": door.label})
        return reverse("my-data")


@login_required
@require_POST
@idempotent
def unlink(request: HttpRequest, door: str) -> HttpResponse:
    if door not in Door.values:
        raise Http404
    if actions.unlink(request.user, door, at=timezone.now()):  # type: ignore[arg-type]
        messages.success(request, _("%(door)s no longer opens your account.") % {"door": Door(door).label})
    return redirect("my-data")


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Sign in by number alone: whoever came through the door before is not linked to it."""
    sessions.forget(request)
    return redirect("sign-in")
