"""Fetch a licence for a person who has agreed to it; the answer says how it ended and what is wrong, if anything."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from connectors import http
from connectors.choices import Outcome
from connectors.elicence import wire
from connectors.elicence.choices import LicenceKind, LicenceState, Problem
from connectors.elicence.wire import Licence

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose licence, or which property, is asked for. One identifier, or name and address together."""

    citizen_id: str = ""
    uscc: str = ""
    name: str = ""
    address: str = ""

    def told(self) -> dict[str, str]:
        """What is handed over: only what is filled in."""
        facts = {"citizen_id": self.citizen_id, "uscc": self.uscc, "name": self.name, "address": self.address}
        return {name: value for name, value in facts.items() if value}

    def owns(self, licence: Licence) -> bool:
        wanted = self.uscc or self.citizen_id
        return not wanted or licence.owner_id == wanted


@dataclass(frozen=True, slots=True)
class LicenceReply:
    """How the question ended. `fields` and the like speak of the licence when exactly one came."""

    outcome: Outcome
    fetched_at: datetime
    reason: str = ""
    problem: Problem = Problem.NONE
    matches: tuple[Licence, ...] = ()

    @property
    def licence(self) -> Licence | None:
        return self.matches[0] if len(self.matches) == 1 else None

    @property
    def is_usable(self) -> bool:
        return self.licence is not None and self.problem is Problem.NONE

    @property
    def fields(self) -> Mapping[str, str]:
        return self.licence.fields if self.licence else {}

    @property
    def licence_id(self) -> str:
        return self.licence.licence_id if self.licence else ""

    @property
    def issued_by(self) -> str:
        return self.licence.issued_by if self.licence else ""

    @property
    def valid_until(self) -> date | None:
        return self.licence.valid_until if self.licence else None

    @property
    def state(self) -> LicenceState | None:
        """As valid as it is on the day of asking: a past end counts even when the platform forgot to say so."""
        if self.licence is None:
            return None
        return LicenceState.EXPIRED if self.problem is Problem.EXPIRED else self.licence.state


def fetch_licence(
    kind: str, subject: Subject, *, purpose: str, authorisation: str, at: datetime, about: str = ""
) -> LicenceReply:
    """Ask the platform. `authorisation` is the reference of the consent, `about` the case it is for."""
    wanted = LicenceKind(kind)
    told = subject.told()
    reply = http.call(
        "elicence",
        "POST",
        "/v1/licences/search",
        {"kind": wanted.value, "subject": told, "purpose": purpose, "authorisation": authorisation},
        purpose=f"{purpose}:{wanted}",
        at=at,
        share=http.Share(fields=sorted(told), subject=about or _pseudonym(subject), basis=authorisation),
    )
    if reply.outcome is not Outcome.OK:
        return LicenceReply(reply.outcome, at, reply.reason)
    try:
        matches = wire.parse(wanted, reply.body)
    except wire.Garbage:
        return LicenceReply(Outcome.UNKNOWN, at, "garbage")
    return LicenceReply(Outcome.OK, at, problem=_problem(subject, matches, at=at), matches=matches)


def _problem(subject: Subject, matches: tuple[Licence, ...], *, at: datetime) -> Problem:
    """The first thing that keeps the answer from being taken as it is."""
    if len(matches) > 1:
        return Problem.SEVERAL
    licence, today = matches[0], at.astimezone(CHINA).date()
    if not subject.owns(licence):
        return Problem.WRONG_OWNER
    if licence.state is LicenceState.REVOKED:
        return Problem.REVOKED
    if licence.state is LicenceState.EXPIRED or (licence.valid_until and licence.valid_until < today):
        return Problem.EXPIRED
    return Problem.NONE


def _pseudonym(subject: Subject) -> str:
    """The same subject gives the same reference, and the reference gives nobody the subject."""
    told = "|".join(f"{name}={value}" for name, value in sorted(subject.told().items()))
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), f"share|{told}".encode(), hashlib.sha256).hexdigest()
