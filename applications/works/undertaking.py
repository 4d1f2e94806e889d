"""The undertaking as a letter: what the customer signs in place of permits, and the government paper it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from applications.models import Application
from applications.rules.decision import plain
from applications.survey.letters import LANGUAGE, draw
from applications.survey.wording import Letter, Line, Section, Signature, day
from approvals.models import Filing, SignedHow


@dataclass(frozen=True, kw_only=True)
class UndertakingFacts:
    """Everything the letter says; `signed_at` None is the letter before it is signed."""

    number: str
    county: str
    customer: str
    address: str
    capacity: str
    length_m: Decimal
    basis_document: str
    basis_issuer: str
    basis_from: date
    basis_until: date | None = None
    rule_set: str = ""
    signed_at: datetime | None = None
    signed_how: str = ""


def undertaking_letter(facts: UndertakingFacts) -> Letter:
    """Pure; the language is chosen outside."""
    return Letter(
        title=_("Undertaking in place of permits"),
        number=facts.number,
        sender=_("%(county)s power supply company") % {"county": facts.county},
        addressee=facts.basis_issuer,
        opening=_("For the power line described here no permit is asked for. In its place I give this undertaking."),
        sections=(
            Section(_("The line"), _line(facts)), Section(_("The government paper"), _paper(facts)),
            Section(_("I undertake"), tuple(Line("", text) for text in _promises())),
        ),
        closing=(
            _("The power company files this letter for me before the works begin, and adds a photo of the restored "
              "ground afterwards."),
            _("Decided under rule set %(rules)s.") % {"rules": facts.rule_set},
        ),
        signatures=(_signature(facts),),
    )  # fmt: skip


def _line(facts: UndertakingFacts) -> tuple[Line, ...]:
    length = plain(facts.length_m.quantize(Decimal("0.1")))
    return (
        Line(_("Site"), facts.address),
        Line(_("Capacity"), facts.capacity),
        Line(_("Route outside the boundary"), _("%(length)s m, measured horizontally") % {"length": length}, ("R-01",)),
    )


def _paper(facts: UndertakingFacts) -> tuple[Line, ...]:
    until = day(facts.basis_until) if facts.basis_until else _("until it is withdrawn")
    return (
        Line(_("Document"), facts.basis_document),
        Line(_("Issued by"), facts.basis_issuer),
        Line(_("In force"), _("from %(begin)s, %(end)s") % {"begin": day(facts.basis_from), "end": until}),
    )


def _promises() -> tuple[str, ...]:
    return (
        _("1. What stands in this letter is true, and the works keep to the route described."),
        _("2. Before the ground is opened the pipes and cables in it are asked for; traffic, trees and neighbours are "
          "kept safe."),
        _("3. After the works the road, the pavement and the green are put back as they were, and a photo shows it."),
        _("4. If any of this is untrue or not kept, I answer for it, and the permits are asked for as the law says."),
    )  # fmt: skip


def _signature(facts: UndertakingFacts) -> Signature:
    party = _("For the customer")
    if facts.signed_at is None:
        return Signature(party)
    return Signature(party, facts.customer, str(SignedHow(facts.signed_how).label), facts.signed_at)


def letter_for(application: Application, filing: Filing, *, signed: Mapping[str, Any] | None = None) -> Letter:
    """The letter of this case in the language of the letters; `signed`: when (`at`) and `how`."""
    facts, signed = application.facts, signed or {}
    with translation.override(LANGUAGE):
        return undertaking_letter(
            UndertakingFacts(
                number=application.number, county=settings.COUNTY["name_zh"],
                customer=application.customer.name.plain, address=application.site.address.plain,
                capacity=f"{plain(facts.applied)} {facts.unit}", length_m=facts.ext_route_length_m,
                basis_document=filing.basis_document, basis_issuer=filing.basis_issuer,
                basis_from=filing.basis_from, basis_until=filing.basis_until, rule_set=application.rule_set,
                signed_at=signed.get("at"), signed_how=signed.get("how", ""),
            )
        )  # fmt: skip


def signed_pdf(application: Application, filing: Filing, *, signed_at: datetime, how: str, at: datetime) -> bytes:
    """The undertaking with its signature, as PDF/A."""
    return draw(letter_for(application, filing, signed={"at": signed_at, "how": how}), at=at)
