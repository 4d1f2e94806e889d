"""What the made-up register answers about the papers of a demo case: its own words, without the way there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from applications.intake.fetching import PURPOSE, subject_of, take_answer
from applications.intake.models import Document
from applications.models import Application
from connectors.actions import log_share
from connectors.choices import Outcome
from connectors.elicence import wire
from connectors.elicence.choices import LicenceKind, Problem
from connectors.elicence.client import LicenceReply
from connectors.elicence.simulator import ElicenceSimulator
from connectors.simulation import Asked

SEARCH = "/v1/licences/search"


def answer(case: Application, *, how: str, at: datetime) -> None:
    """`how`: "fine", "expired" (an officer has to look), or "away": the platform is asked again later."""
    for document in Document.objects.filter(application=case).select_related("application__customer"):
        reply = LicenceReply(Outcome.UNKNOWN, at, "unreachable") if how == "away" else _found(document, at=at)
        if how == "expired" and reply.matches:
            reply = replace(reply, problem=Problem.EXPIRED)
        take_answer(document.pk, reply, at=at)


def _found(document: Document, *, at: datetime) -> LicenceReply:
    kind, told = LicenceKind(document.kind), subject_of(document).told()
    ground = f"consent-{document.consent_id}"
    body = json.dumps({"kind": kind.value, "subject": told, "purpose": PURPOSE, "authorisation": ground}).encode()
    heard = ElicenceSimulator().answer(Asked("POST", SEARCH, SEARCH, {}, {}, body))
    log_share(
        "elicence", purpose=f"{PURPOSE}:{kind}", fields=sorted(told), subject=document.application.number,
        basis=ground, at=at,
    )  # fmt: skip
    if heard.status != 200:
        return LicenceReply(Outcome.NOT_FOUND, at, "NOT_FOUND")
    return LicenceReply(Outcome.OK, at, matches=wire.parse(kind, heard.body))
