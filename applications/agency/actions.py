"""An owner names an agent, proves it with a code on their own phone, and takes it back as easily."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import give_consent
from accounts.choices import CodePurpose
from accounts.crypto import blind_index
from accounts.models import Consent, User
from accounts.notices import NOTICES
from accounts.refusals import Hidden, Invalid, Unmet, WrongStage
from accounts.signin.actions import issue_code, use_code
from applications.agency.choices import Act
from applications.agency.models import Mandate, key_of
from applications.models import Application
from applications.stages import CLOSED
from deadlines import machine
from notifications import actions as notifications

LONGEST = timedelta(days=366)
NO_PHONE = gettext_lazy("There is no phone number in your account to send the code to. Call 95598.")
NOT_YOURSELF = gettext_lazy("This is your own number. An agent is somebody else.")
NOT_THIS_DAY = gettext_lazy("Choose a day from today on, at most one year ahead.")
NO_APPLICATION = gettext_lazy("There is no open application of yours with this number.")


@transaction.atomic
def name_agent(
    *, by: User, at: datetime, name: str, phone: str, acts: Iterable[str], until_on: date, case: str = "",
    agrees_to: Iterable[str] = (),
) -> Mandate:  # fmt: skip
    """Write down whom, for what, until when. It holds nothing yet: `send_code`, then `grant`."""
    expires_at = timezone.make_aware(datetime.combine(until_on + timedelta(days=1), time.min))
    if not at < expires_at <= at + LONGEST:
        raise Invalid({"until_on": [NOT_THIS_DAY]})
    if blind_index(phone) == by.phone_index:
        raise Invalid({"phone": [NOT_YOURSELF]})
    if not by.phone:
        raise Unmet(NO_PHONE)
    mandate = Mandate(
        owner=by, agent_name=name, agent_phone=phone, agent_index=blind_index(phone), expires_at=expires_at,
        acts=[Act(act).value for act in acts], case=_own_case(case, by=by), asked_at=at, nonce=secrets.token_hex(16),
        agrees_to=list(agrees_to),
    )  # fmt: skip
    mandate.wording = wording(mandate)
    mandate.save()
    return mandate


def _own_case(number: str, *, by: User) -> Application | None:
    if not number:
        return None
    found = Application.objects.filter(applicant=by, number=number).exclude(stage__in=CLOSED).first()
    if found is None:
        raise Invalid({"case": [NO_APPLICATION]})
    return found


def wording(mandate: Mandate) -> str:
    """The sentence that is agreed to, in Chinese, which binds: kept word for word."""
    with translation.override("zh-hans"):
        return _("I entrust %(name)s (%(phone)s) until %(day)s, for %(reach)s, with: %(acts)s.") % {
            "name": str(mandate.agent_name.plain), "phone": mandate.agent_phone.plain,
            "day": mandate.until_on.isoformat(),
            "reach": mandate.case.number if mandate.case else _("all my applications, new ones included"),
            "acts": "、".join(str(label) for label in mandate.act_labels),
        }  # fmt: skip


def send_code(mandate: Mandate, *, at: datetime, ip: str = "", language: str = "") -> Mandate:
    """A code to the owner's own phone; the newest counts. Outside every transaction. Raises TooMany."""
    if not mandate.is_pending(at):
        raise WrongStage
    issued = issue_code(
        mandate.owner.phone, purpose=CodePurpose.ENTRUST, nonce=mandate.nonce, ip=ip, language=language, at=at
    )
    Mandate.objects.filter(pk=mandate.pk).update(code_id=issued.pk)
    mandate.code_id = issued.pk
    return mandate


def grant(mandate: Mandate, *, by: User, at: datetime, code: str) -> Mandate:
    """The right code is the owner's signature. A try counts whatever follows, so the code is spent first."""
    if mandate.owner_id != by.pk:
        raise Hidden
    if not mandate.is_pending(at):
        raise WrongStage
    use_code(mandate.code_id or 0, code, purpose=CodePurpose.ENTRUST, nonce=mandate.nonce, at=at)
    return seal(mandate.pk, at=at)


@transaction.atomic
def seal(mandate_id: int, *, at: datetime) -> Mandate:
    """The owner has given the word: from now on it holds. Whoever calls this has made sure that it was the owner."""
    mandate = Mandate.objects.locked(mandate_id)
    if not mandate.is_pending(at):
        raise WrongStage
    older = Mandate.objects.filter(owner=mandate.owner, agent_index=mandate.agent_index, case=mandate.case)
    older.filter(revoked_at=None).exclude(granted_at=None).update(revoked_at=at, revoked_by=mandate.owner)
    for purpose in mandate.agrees_to:
        give_consent(mandate.owner, purpose, text_version=NOTICES[purpose].version, at=at)  # type: ignore[index]
    mandate.granted_at = at
    mandate.save(update_fields=["granted_at"])
    _write_down(mandate, "entrust", by=mandate.owner, at=at)
    _tell(mandate, "agent-named", at=at)
    return mandate


@transaction.atomic
def revoke(mandate_id: int, *, by: User, at: datetime) -> Mandate:
    """One press of the owner, or of the agent who gives it back: the next request already finds nothing."""
    mandate = Mandate.objects.locked(mandate_id)
    if by.pk != mandate.owner_id and key_of(by) != mandate.agent_index:
        raise Hidden
    if mandate.revoked_at is not None:
        return mandate
    mandate.revoked_at, mandate.revoked_by = at, by
    mandate.save(update_fields=["revoked_at", "revoked_by"])
    if mandate.granted_at is not None:
        _write_down(mandate, "end_mandate", by=by, at=at)
        _tell(mandate, "agent-ended", at=at)
    return mandate


def _write_down(mandate: Mandate, verb: str, *, by: User, at: datetime) -> None:
    """In the history of the one case it is for; one for everything stands in its own row."""
    if mandate.case is not None:
        case = Application.objects.locked(mandate.case.pk)
        machine.record(case, verb, case.stage, by=by, at=at, data={"about": mandate.pk, "acts": mandate.acts})


def _tell(mandate: Mandate, template: str, *, at: datetime) -> None:
    """The owner always; the agent if they have an account already."""
    agent = User.objects.customers().filter(phone_index=mandate.agent_index).first()
    for person in filter(None, (mandate.owner, agent)):
        notifications.queue(
            template, to=person, about=f"mandate-{mandate.pk}", url=mandate.get_absolute_url(), at=at,
            dedup=f"{template}:{mandate.pk}:{person.pk}",
        )  # fmt: skip


@transaction.atomic
def entrust_counter(owner: User, *, by: User, at: datetime, reason: str, agrees_to: Iterable[str] = ()) -> Mandate:
    """The customer stands before the officer `by` and has typed the code: until midnight the officer may apply."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    mandate = Mandate(
        owner=owner, agent_name=str(by), agent_index=key_of(by), acts=[Act.APPLY.value], asked_at=at,
        expires_at=timezone.make_aware(datetime.combine(tomorrow, time.min)), agrees_to=list(agrees_to),
    )  # fmt: skip
    with translation.override("zh-hans"):
        said = _("At the counter I let %(name)s fill in and submit my application today, because: %(reason)s.")
        mandate.wording = said % {"name": by, "reason": reason.rstrip("。.")}
    mandate.save()
    return seal(mandate.pk, at=at)


def mandate_for(mandate_id: object, *, agent: Any, act: str) -> Mandate:
    """The standing word for everything of an owner that `agent` holds; else as if there were none."""
    number = str(mandate_id) if str(mandate_id).isdecimal() else "0"
    held = Mandate.objects.standing().held_by(agent).filter(case=None, acts__contains=[act])
    found = held.filter(pk=number[:18]).select_related("owner").first()
    if found is None:
        raise Hidden
    return found


def owners_consents(owner: User, purposes: Iterable[str]) -> dict[str, Consent]:
    """What the owner agreed to before an agent submits: nobody agrees in another's place."""
    return {row.purpose: row for row in Consent.objects.standing(owner).filter(purpose__in=list(purposes))}
