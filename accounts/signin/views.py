"""The pages on the way in: number and code for customers, password and second factor for staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.choices import CodePurpose
from accounts.doors.sessions import link_waiting, waiting
from accounts.doors.ways import ways
from accounts.masking import mask_phone
from accounts.models import OneTimeCode, User
from accounts.origin import client_ip
from accounts.refusals import Refusal, TooMany
from accounts.signin import actions, rules, sessions, totp
from accounts.signin.forms import CodeForm, PhoneForm, RefusableForm, StaffForm


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class FormPage(View):
    """A page with one form: shown, and shown again with what was typed when it cannot be taken."""

    template = ""
    form: type[RefusableForm]

    def get(self, request: HttpRequest) -> HttpResponse:
        sessions.remember_next(request)
        return self.shown(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, status = self.form(request.POST), 422
        if form.is_valid():
            try:
                return redirect(self.take(form.cleaned_data, at=timezone.now()))
            except Refusal as refusal:
                form.take(refusal)
                status = refusal.status if isinstance(refusal, TooMany) else 422
        return self.shown(form, status)

    def shown(self, form: RefusableForm, status: int = 200) -> HttpResponse:
        return render(self.request, self.template, {"form": form, **self.words()}, status=status)

    def words(self) -> dict[str, Any]:
        return {}

    def take(self, cleaned: dict[str, Any], *, at: datetime) -> str:
        """Do what the form asks for and tell where to go; a Refusal is shown on the form."""
        raise NotImplementedError


def send_code(request: HttpRequest, phone: str, *, at: datetime) -> None:
    issued = actions.issue_code(
        phone,
        purpose=CodePurpose.SIGN_IN,
        nonce=sessions.nonce_of(request),
        ip=client_ip(request),
        language=get_language() or "",
        at=at,
    )
    request.session[sessions.CODE] = issued.pk


class PhonePage(FormPage):
    template, form = "accounts/sign_in.html", PhoneForm

    def words(self) -> dict[str, Any]:
        door = waiting(self.request, at=timezone.now())
        return {"door_waiting": door, "doors": [] if door else ways()}

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("/")
        return super().get(request)

    def take(self, cleaned: dict[str, Any], *, at: datetime) -> str:
        send_code(self.request, cleaned["phone"], at=at)
        return "/sign-in/code/"


class CodePage(FormPage):
    template, form = "accounts/sign_in_code.html", CodeForm

    pending: OneTimeCode

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        pending = sessions.pending_code(request)
        if pending is None:
            return redirect("/sign-in/")
        self.pending = pending
        return super().dispatch(request, *args, **kwargs)

    def words(self) -> dict[str, Any]:
        return {
            "door_waiting": waiting(self.request, at=timezone.now()),
            "masked_phone": mask_phone(self.pending.phone),
            "minutes": rules.CODE_LIFE.seconds // 60,
            "sms_page": f"{settings.SIMULATOR_URL}/sms/" if settings.DEMO else "",
        }

    def take(self, cleaned: dict[str, Any], *, at: datetime) -> str:
        nonce = sessions.nonce_of(self.request)
        phone = actions.use_code(self.pending.pk, cleaned["code"], purpose=CodePurpose.SIGN_IN, nonce=nonce, at=at)
        user = actions.welcome_customer(phone, at=at, language=get_language() or "")
        if door := link_waiting(self.request, user, at=at):
            messages.success(self.request, _("%(door)s now opens your account.") % {"door": door.label})
        return sessions.enter(self.request, user, at=at)


class CodeAgain(CodePage):
    """Another code to the same number; the one before no longer counts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("/sign-in/code/")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            send_code(request, self.pending.phone, at=timezone.now())
        except TooMany as refusal:
            form = CodeForm({"code": ""})
            form.errors.clear()
            form.take(refusal)
            return self.shown(form, refusal.status)
        return redirect("/sign-in/code/")


class StaffPage(FormPage):
    template, form = "accounts/staff_sign_in.html", StaffForm

    def take(self, cleaned: dict[str, Any], *, at: datetime) -> str:
        user = actions.check_password(cleaned["username"], cleaned["password"], at=at)
        sessions.remember_first_factor(self.request, user, at=at)
        return "/sign-in/staff/code/"


class StaffCodePage(FormPage):
    """The second factor; whoever has none yet binds an authenticator app here first."""

    template, form = "accounts/staff_sign_in_code.html", CodeForm
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user = sessions.half_signed_in(request, at=timezone.now())
        if user is None:
            return redirect("/sign-in/staff/")
        self.user, self.device = user, sessions.authenticator_of(user)
        return super().dispatch(request, *args, **kwargs)

    def words(self) -> dict[str, Any]:
        adapter, now = totp.SealedMfaAdapter(), timezone.now()
        if self.device is None:
            secret = sessions.new_secret(self.request)
            url = totp.enrolment_url(self.user.username, secret)
            return {"secret": secret, "qr": adapter.build_totp_svg(url)}
        secret = adapter.decrypt(self.device.data["secret"])
        last_step = self.device.data.get("last_step", 0)
        return {"demo_code": totp.next_code(secret, at=now, last_step=last_step) if settings.DEMO else ""}

    def take(self, cleaned: dict[str, Any], *, at: datetime) -> str:
        if self.device is None:
            actions.enrol_second_factor(self.user, sessions.new_secret(self.request), cleaned["code"], at=at)
        else:
            actions.check_second_factor(self.user, cleaned["code"], at=at)
        return sessions.enter(self.request, self.user, at=at)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and ask the browser to forget what it showed."""
    logout(request)
    response = redirect("/")
    response["Clear-Site-Data"] = '"cache"'
    return response
