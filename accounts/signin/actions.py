"""Writes of signing in: codes issued and used, failures counted, second factors enrolled and checked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.choices import CodePurpose
from accounts.crypto import blind_index
from accounts.models import OneTimeCode, SignInLock, User
from accounts.refusals import Invalid, NotAllowed, TooMany
from accounts.signals import code_issued
from accounts.signin import rules, totp

ONE_AT_A_TIME = 7_100_001
"""Advisory lock under which codes are counted and issued, so that a burst cannot pass the limits side by side."""

PROOFS = (CodePurpose.SIGN_IN, CodePurpose.SIGN)
"""Codes that say: the person who holds this phone is at this session now."""

TOO_MANY = {
    "phone": _("A code has just been sent to this number. Wait a minute; after five codes in an hour, wait an hour."),
    "ip": _("Too many codes were asked for from this connection. Try again in an hour, or call 95598."),
    "all": _("Very many people are signing in just now. Please try again in a minute."),
}


def issue_code(
    phone: str, *, purpose: CodePurpose, nonce: str, at: datetime, ip: str = "", language: str = ""
) -> OneTimeCode:
    """Record a code and let it go out. The same for every number, known or not. Raises TooMany.

    The code opens `purpose` only, and only together with `nonce`, which stays in the asker's session.
    Not to be called inside a transaction: the message leaves when the code is safely recorded, and not before.
    """
    code = f"{secrets.randbelow(10**6):06d}"
    issued = _record_code(phone, code, purpose=purpose, nonce=nonce, ip=ip, at=at)
    told = {"phone": phone, "code": code, "purpose": purpose, "language": language, "at": at}
    code_issued.send_robust(OneTimeCode, reference=f"code-{issued.pk}", **told)
    return issued


@transaction.atomic
def _record_code(phone: str, code: str, *, purpose: CodePurpose, nonce: str, ip: str, at: datetime) -> OneTimeCode:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    phone_index, ip_index = blind_index(phone), blind_index(ip)
    limits = {name: rules.limits(pairs) for name, pairs in settings.CODE_LIMITS.items()}
    if reached := rules.first_reached(limits, _asked(phone_index, ip_index, limits, at), at):
        raise TooMany(TOO_MANY[reached])
    return OneTimeCode.objects.create(
        purpose=purpose,
        phone=phone,
        phone_index=phone_index,
        ip_index=ip_index,
        binding=_keyed(nonce),
        digest=_keyed(f"{nonce}:{purpose}:{code}"),
        issued_at=at,
        expires_at=at + rules.CODE_LIFE,
    )


def _asked(
    phone_index: str, ip_index: str, limits: dict[str, list[rules.Limit]], at: datetime
) -> dict[str, Sequence[datetime]]:
    """When codes were asked for, by this number, this connection and everybody: no more rows than the limits need."""
    by = {"phone": {"phone_index": phone_index}, "ip": {"ip_index": ip_index}, "all": {}}
    if not ip_index:
        del by["ip"]
    found: dict[str, Sequence[datetime]] = {}
    for name, of in by.items():
        longest = max((limit.window for limit in limits[name]), default=timedelta())
        most = max((limit.count for limit in limits[name]), default=0)
        rows = OneTimeCode.objects.since(at - longest).filter(**of).order_by("-issued_at")
        found[name] = list(rows.values_list("issued_at", flat=True)[:most])
    return found


def _keyed(text: str) -> str:
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), f"one-time-code:{text}".encode(), hashlib.sha256).hexdigest()


def use_code(code_id: int, typed: str, *, purpose: CodePurpose, nonce: str, at: datetime) -> str:
    """Spend a code and tell the number it proves. Raises Invalid with a sentence on `code`."""
    phone, sentence = _try_code(code_id, typed, purpose=purpose, nonce=nonce, at=at)
    if sentence:
        raise Invalid({"code": sentence})
    return phone


@transaction.atomic(durable=True)
def _try_code(code_id: int, typed: str, *, purpose: CodePurpose, nonce: str, at: datetime) -> tuple[str, object]:
    """Durable, because a try must count even when the caller gives up: no refusal may roll it back."""
    spent = _("This code can no longer be used. Ask for a new one.")
    bound = OneTimeCode.objects.filter(pk=code_id, purpose=purpose, binding=_keyed(nonce), used_at=None)
    code = bound.select_for_update().first()
    if code is None or at >= code.expires_at or code.tries >= rules.CODE_TRIES:
        return "", spent
    if hmac.compare_digest(code.digest, _keyed(f"{nonce}:{purpose}:{typed}")):
        code.used_at = at
        code.save(update_fields=["used_at"])
        return code.phone, ""
    code.tries += 1
    code.save(update_fields=["tries"])
    wrong = _("That is not the code we sent. Look at the message again; the newest one counts.")
    return "", wrong if code.tries < rules.CODE_TRIES else spent


def code_waiting(purpose: CodePurpose, nonce: str, *, at: datetime) -> OneTimeCode | None:
    """The newest code for `purpose` that this asker may still type."""
    mine = OneTimeCode.objects.filter(purpose=purpose, binding=_keyed(nonce), used_at=None)
    return mine.filter(expires_at__gt=at, tries__lt=rules.CODE_TRIES).order_by("-issued_at").first()


def is_proved(user: User, *, nonce: str, at: datetime) -> bool:
    """Whether the asker behind `nonce` typed a code sent to this person's number a few minutes ago."""
    used = OneTimeCode.objects.filter(binding=_keyed(nonce), phone_index=user.phone_index)
    return used.filter(purpose__in=PROOFS, used_at__gt=at - rules.PROOF_LASTS).exists()


def welcome_customer(phone: str, *, at: datetime, language: str = "zh-hans") -> User:
    """The customer of this number; the first visit opens the account. The number was proved by a code."""
    user = User.objects.customers().with_phone(phone).first() or _open_account(phone, at=at, language=language)
    if not user.is_active:
        raise NotAllowed(_("This account is closed. Call 95598 if you want to open it again."))
    if language and user.language != language:
        User.objects.filter(pk=user.pk).update(language=language)
    return user


def _open_account(phone: str, *, at: datetime, language: str) -> User:
    user = User(username=f"c-{secrets.token_hex(10)}", phone=phone, phone_index=blind_index(phone), joined_at=at)
    user.language = language
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # the same person, on two devices, in the same moment
        return User.objects.customers().with_phone(phone).get()
    return user


@transaction.atomic
def count_failure(username: str, *, at: datetime) -> None:
    """Count a try as failed before it is made, so that tries side by side all count. Raises TooMany when locked."""
    name_index = blind_index(username) or "nobody"
    SignInLock.objects.get_or_create(name_index=name_index, defaults={"failed_at": at})
    row = SignInLock.objects.select_for_update().get(name_index=name_index)
    if rules.is_locked(row.failures, row.failed_at, at):
        raise TooMany(_("Signing in failed too often. Wait 15 minutes, or ask your administrator."))
    row.failures = rules.failures_that_count(row.failures, row.failed_at, at) + 1
    row.failed_at = at
    row.save()


def forgive_failure(username: str, *, entirely: bool) -> None:
    """Take back the count of a try that went well: of one factor, or of the whole sign-in."""
    row = SignInLock.objects.filter(name_index=blind_index(username) or "nobody")
    if entirely:
        row.update(failures=0)
    else:
        row.filter(failures__gt=0).update(failures=F("failures") - 1)


def check_password(username: str, password: str, *, at: datetime) -> User:
    """The first factor of staff. Unknown names, wrong passwords and customers' accounts get the same answer."""
    count_failure(username, at=at)
    user = authenticate(username=username, password=password)
    if not isinstance(user, User) or not user.is_staff:
        raise Invalid({"password": _("The user name or the password is not right.")})
    forgive_failure(username, entirely=False)
    return user


def check_second_factor(user: User, typed: str, *, at: datetime) -> None:
    """The second factor: a code of the person's authenticator, younger than any used before."""
    count_failure(user.username, at=at)
    if not _spend_step(user, typed, at=at):
        raise Invalid({"code": _("This code is not right, or was used already. Wait for the next one and type it.")})
    forgive_failure(user.username, entirely=True)


@transaction.atomic
def _spend_step(user: User, typed: str, *, at: datetime) -> bool:
    device = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    if device is None:
        return False
    secret = totp.SealedMfaAdapter().decrypt(device.data["secret"])
    step = totp.matching_step(secret, typed, at=at, last_step=device.data.get("last_step", 0))
    if step is None:
        return False
    device.data["last_step"], device.last_used_at = step, at
    device.save(update_fields=["data", "last_used_at"])
    return True


@transaction.atomic
def enrol_second_factor(user: User, secret: str, typed: str, *, at: datetime) -> None:
    """Bind an authenticator app that shows the right code, once; taking it away is an administrator's act."""
    step = totp.matching_step(secret, typed, at=at, last_step=0)
    if step is None:
        raise Invalid({"code": _("This is not the code for this key. Check the clock of your phone and try again.")})
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        raise NotAllowed(_("This account has its authenticator already. Sign in with that one."))
    bind_authenticator(user, secret, at=at, last_step=step)


def bind_authenticator(user: User, secret: str, *, at: datetime, last_step: int = 0) -> None:
    """Keep `secret` as the person's second factor; a person has one."""
    data = {"secret": totp.SealedMfaAdapter().encrypt(secret), "last_step": last_step}
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": data, "created_at": at}
    )
