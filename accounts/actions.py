"""Writes of the accounts room: people, roles, consents, tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.copying import copy_of
from accounts.crypto import EncryptedTextField, blind_index, current_key_id, current_version
from accounts.models import ApiToken, Consent, OneTimeCode, PersonalDataAccess, RoleGrant, User
from accounts.notices import NOTICES
from accounts.programs.scopes import EVERYTHING, checked
from accounts.refusals import Hidden, NotAllowed, Unmet
from accounts.roles import Role

TOKEN_LIFE = timedelta(days=90)
MOST_TOKENS = 20
KEEP_CODES = timedelta(days=2)
"""Longer than the longest limit that is counted from them."""
FRESH = timedelta(minutes=15)


@transaction.atomic
def hire(username: str, *, name: str, at: datetime, password: str | None = None, phone: str = "") -> User:
    """Open an account for someone who works here or in an authority. Roles are given apart."""
    user = User(username=username, name=name, is_staff=True, joined_at=at, phone=phone, phone_index=blind_index(phone))
    user.set_password(password)
    user.save(force_insert=True)
    return user


@transaction.atomic
def grant_role(user: User, role: Role, *, at: datetime, by: User | None, department: str = "") -> RoleGrant:
    """Give a role. Asked twice it is given once. Nobody gives himself one, and an auditor has no other."""
    if by is not None and by.pk == user.pk:
        raise NotAllowed(_("Nobody gives a role to himself."))
    holder = User.objects.select_for_update().get(pk=user.pk)
    if not holder.is_staff:
        raise Unmet(_("Customers hold no roles. Staff who are customers too use an account of their own for it."))
    if holder.roles and (role == Role.AUDITOR) != (Role.AUDITOR in holder.roles):
        raise Unmet(_("An auditor reads everything and therefore holds no other role."))
    grant, _created = RoleGrant.objects.standing().get_or_create(
        user=user, role=role, department=department, defaults={"granted_at": at, "granted_by": by}
    )
    user.forget_roles()
    return grant


@transaction.atomic
def revoke_role(user: User, role: Role, *, at: datetime, by: User | None, department: str = "") -> int:
    """Take a role away; it is gone at the person's next request."""
    standing = RoleGrant.objects.standing().filter(user=user, role=role, department=department)
    user.forget_roles()
    return standing.update(revoked_at=at, revoked_by=by)


@transaction.atomic(savepoint=False)
def give_consent(user: User, purpose: str, *, text_version: str, at: datetime, channel: str = "web") -> Consent:
    """Record a yes to one purpose in one wording. A yes to a newer wording replaces the older one."""
    return give_consents(user, {purpose: text_version}, at=at, channel=channel)[purpose]


@transaction.atomic(savepoint=False)
def give_consents(
    user: User, versions: Mapping[Any, str], *, at: datetime, channel: str = "web"
) -> dict[str, Consent]:  # fmt: skip
    """A yes to each of these purposes, in the wording named beside it."""
    User.objects.hold(user.pk)
    standing = {one.purpose: one for one in Consent.objects.standing(user).filter(purpose__in=versions).order_by("-pk")}
    return {
        purpose: _agreed(user, purpose, version, standing.get(purpose), at=at, channel=channel)
        for purpose, version in versions.items()
    }


def _agreed(
    user: User, purpose: str, text_version: str, standing: Consent | None, *, at: datetime, channel: str
) -> Consent:  # fmt: skip
    if standing and standing.text_version == text_version:
        return standing
    if standing:
        Consent.objects.filter(pk=standing.pk).update(withdrawn_at=at)
    notice = NOTICES.get(purpose)  # type: ignore[call-overload]
    sha256 = notice.sha256 if notice and notice.version == text_version else ""
    return Consent.objects.create(
        user=user, purpose=purpose, text_version=text_version, text_sha256=sha256, channel=channel, given_at=at
    )


def withdraw_consent(user: User, purpose: str, *, at: datetime) -> int:
    """Take a yes back: one act, no question asked, nothing else changes."""
    return Consent.objects.standing(user, purpose).update(withdrawn_at=at)


@transaction.atomic
def make_copy(user: User, *, signed_in_at: datetime, at: datetime) -> dict[str, Any]:
    """The person's copy of everything; only soon after signing in, so that a phone left lying gives nothing away."""
    if at - signed_in_at > FRESH:
        raise Unmet(_("For your safety, sign out, sign in again, and fetch the copy within a quarter of an hour."))
    PersonalDataAccess.objects.create(
        by=user, subject=user, about=f"accounts.user:{user.pk}", field="copy", reason="own copy", at=at
    )
    return copy_of(user)


def forget_codes(*, at: datetime) -> int:
    """Delete one-time codes that neither open anything nor count for a limit any more."""
    return OneTimeCode.objects.filter(issued_at__lt=at - KEEP_CODES).delete()[0]


def token_digest(token: str) -> str:
    """Tokens are long and random, so a plain hash is enough to keep them."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(
    user: User, *, at: datetime, life: timedelta = TOKEN_LIFE, name: str = "", scopes: Iterable[str] = EVERYTHING,
    calls_a_minute: int = 6_000,
) -> str:  # fmt: skip
    """A bearer token for programs. It is shown this once; only its hash stays."""
    if not user.is_active:
        raise Hidden
    User.objects.hold(user.pk, no_key=True)
    if ApiToken.objects.standing(at=at).filter(user=user).count() >= MOST_TOKENS:
        raise Unmet(_("You have twenty tokens already. End one that is not used any more."))
    token = f"pcp_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(
        user=user, digest=token_digest(token), created_at=at, expires_at=at + life, name=name, scopes=checked(scopes),
        calls_a_minute=calls_a_minute,
    )  # fmt: skip
    return token


def issue_own_token(user: User, *, signed_in_at: datetime, at: datetime, **facts: Any) -> str:
    """The same from the page; only soon after signing in, so that a phone left lying gives no way in."""
    if at - signed_in_at > FRESH:
        raise Unmet(_("For your safety, sign out, sign in again, and make the token within a quarter of an hour."))
    return issue_token(user, at=at, **facts)


def note_use(token: ApiToken, *, on: date) -> None:
    """On which day a token was used last: one write a day."""
    if token.used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(used_on=on)


def revoke_token(token_id: int, *, by: User, at: datetime) -> None:
    """End one of one's own tokens; twice is once."""
    own = ApiToken.objects.filter(pk=token_id, user=by)
    if not own.filter(revoked_at=None).update(revoked_at=at) and not own.exists():
        raise Hidden


def revoke_tokens(user: User, *, at: datetime) -> int:
    return ApiToken.objects.standing(at=at).filter(user=user).update(revoked_at=at)


def reencrypt(model: type[models.Model], field: EncryptedTextField, *, batch: int = 500) -> int:
    """Write every value of a column that an older key encrypted under the current one."""
    prefix, done = f"{current_version()}|{current_key_id()}|", 0
    stale = model._default_manager.annotate(sealed=Cast(field.name, models.TextField())).exclude(
        Q(sealed__startswith=prefix) | Q(sealed="") | Q(sealed=None)
    )
    while rows := list(stale.only("pk", field.name).order_by("pk")[:batch]):
        with transaction.atomic():
            for row in rows:
                done += model._default_manager.filter(pk=row.pk).update(**{field.name: getattr(row, field.name)})
    return done
