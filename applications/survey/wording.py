"""What the letters say: the facts of a case in, the lines of a letter out. Pure; the language is chosen outside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from applications.rules import Reason
from applications.rules.decision import plain

PAYMENT = {
    "substitution", "charging", "zone", "free-small-micro", "farming", "home", "temporary-not-free", "ground-found",
    "urban-review", "by-agreement",
}  # fmt: skip
PERMITS = {"no-permit", "filing", "filing-any-length", "parallel-class", "parallel-basis", "parallel-long"}
WORKS = {"works-customer", "works-small-micro", "works-mv", "works-in-step", "works-lv", "lv-total"}


class Line(NamedTuple):
    """One fact of a letter: its name, its words, and the ids of the rules behind it."""

    label: str
    text: str
    rules: tuple[str, ...] = ()


class Section(NamedTuple):
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Signature:
    """Who signed, in which role or way, and when. Without a name it is still awaited."""

    party: str
    name: str = ""
    note: str = ""
    at: datetime | None = None

    def to_json(self) -> dict[str, str]:
        return {
            "party": self.party, "name": self.name, "note": self.note, "moment": moment(self.at) if self.at else "",
            "awaited": "" if self.name else _("Awaiting signature"),
        }  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A letter before it is drawn. The digest covers all that is signed, so both signatures stand under one text."""

    title: str
    number: str
    sender: str
    addressee: str
    opening: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    signatures: tuple[Signature, ...] = field(default=())

    @property
    def digest(self) -> str:
        text = {name: value for name, value in asdict(self).items() if name != "signatures"}
        return hashlib.sha256(json.dumps(text, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Everything the template draws; it adds no words of its own."""
        return {
            **asdict(self),
            "sections": [
                {"title": title, "lines": [line._asdict() for line in lines]} for title, lines in self.sections
            ],
            "signatures": [one.to_json() for one in self.signatures],
            "words": {
                "number": _("Case number"), "digest": _("Checksum of the text above (SHA-256)"),
                "page": _("Page"), "hotlines": _("Service hotline 95598 · Energy regulation hotline 12398"),
                "signatures": _("Signatures"),
            },
            "digest": self.digest,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What both letters know of a case."""

    number: str
    county: str
    customer: str
    address: str
    capacity: str
    voltage: str
    source_count: int
    tariff: str
    terms: Mapping[str, str]
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanFacts(CaseFacts):
    """What the supply plan answers."""

    version: int
    length_m: Decimal
    reasons: tuple[Reason, ...]
    is_company_invested: bool | None
    investment_ground: str = ""
    firm_kva: Decimal | None = None
    is_constrained: bool = False
    full_on: date | None = None
    valid_until: date | None = None
    extend_by: date | None = None
    rule_set: str = ""


@dataclass(frozen=True, kw_only=True)
class ContractFacts(CaseFacts):
    """What the contract fixes; `plan_terms` are those of the confirmed plan or of the technical decision."""

    plan_terms: Mapping[str, str]


def plan_letter(facts: PlanFacts) -> Letter:
    """The supply plan as a letter to the customer."""
    return Letter(
        title=_("Letter of the supply plan"),
        number=facts.number,
        sender=_("%(county)s power supply company") % {"county": facts.county},
        addressee=facts.customer,
        opening=_("Thank you for your application. After our visit we can supply you as follows."),
        sections=(
            _supply(facts), _connection(facts.terms, facts.length_m), _cost_and_time(facts), *_further(facts.terms),
        ),
        closing=_plan_closing(facts),
        signatures=facts.signatures,
    )  # fmt: skip


def _supply(facts: CaseFacts) -> Section:
    lines = [
        Line(_("Site"), facts.address),
        Line(_("Capacity"), facts.capacity),
        Line(_("Voltage"), facts.voltage),
        Line(_("Sources"), str(facts.source_count)),
        Line(_("Use"), facts.tariff),
    ]
    return Section(_("Your supply"), tuple(line for line in lines if line.text))


def _connection(terms: Mapping[str, str], length_m: Decimal | None = None) -> Section:
    words = {
        "connection_point": _("Connection point"), "supply_arrangement": _("Phases and voltage"),
        "metering": _("Meter and its place"), "ownership_boundary": _("Boundary of ownership"),
    }  # fmt: skip
    lines = [Line(label, str(terms[key])) for key, label in words.items() if terms.get(key)]
    if length_m is not None:
        shown = _("%(length)s m, measured horizontally") % {"length": plain(length_m.quantize(Decimal("0.01")))}
        lines.append(Line(_("Route outside the boundary"), shown))
    return Section(_("How you are connected"), tuple(lines))


def _cost_and_time(facts: PlanFacts) -> Section:
    lines = [
        Line(_("Cost up to the boundary"), _payer(facts), _ids(facts.reasons, PAYMENT)),
        _said(_("Permits"), facts.reasons, PERMITS),
        _said(_("Our works"), facts.reasons, WORKS),
        *_firm(facts),
    ]
    return Section(_("Cost and time"), tuple(line for line in lines if line.text))


def _payer(facts: PlanFacts) -> str:
    """Who pays, and on which ground: the rules', or the one the chief service officer wrote down."""
    if facts.is_company_invested is None:
        return _said("", facts.reasons, PAYMENT).text
    ground = _said("", facts.reasons, PAYMENT - {"ground-found", "by-agreement", "urban-review"}).text
    if ground and facts.is_company_invested:
        return ground
    if facts.is_company_invested:
        who = _("We pay for everything up to the boundary.")
    else:
        who = _("The works up to the boundary are paid for as agreed with you in writing.")
    return joined([who, ground, facts.investment_ground])


def _firm(facts: PlanFacts) -> list[Line]:
    if facts.firm_kva is None or not facts.is_constrained:
        return []
    now = _("%(kva)s kVA can be relied on from the first day.") % {"kva": plain(facts.firm_kva)}
    if facts.firm_kva == 0:
        now = nothing_yet()
    if facts.full_on:
        later = _("The full capacity follows by %(day)s.") % {"day": day(facts.full_on)}
    else:
        later = _("The full capacity follows when the grid has been strengthened. We tell you the date in writing.")
    return [Line(_("Capacity in stages"), joined([now, later]), ("R-13",))]


def nothing_yet() -> str:
    return _("Nothing is free here yet: we offer a temporary source until then, or you wait. Nobody is refused.")


def _further(terms: Mapping[str, str]) -> tuple[Section, ...]:
    remark = str(terms.get("remark") or "").strip()
    return (Section(_("Further terms"), (Line("", remark),)),) if remark else ()


def _plan_closing(facts: PlanFacts) -> tuple[str, ...]:
    lines = [_("Confirm online, or tell us online what you do not agree with: the plan stays valid meanwhile.")]
    if facts.valid_until:
        lines.insert(0, _("This plan is valid until %(day)s.") % {"day": day(facts.valid_until)})
    if facts.extend_by:
        lines.append(_("You may ask for more time until %(day)s.") % {"day": day(facts.extend_by)})
    lines.append(
        _("Version %(version)s of the plan, decided under rule set %(rules)s.")
        % {"version": facts.version, "rules": facts.rule_set}
    )
    return tuple(lines)


def contract_letter(facts: ContractFacts) -> Letter:
    """The main terms of the supply contract."""
    words = {"contract_capacity": _("Contract capacity"), "price_class": _("Price")}
    agreed = tuple(Line(label, str(facts.terms[key])) for key, label in words.items() if facts.terms.get(key))
    return Letter(
        title=_("Supply contract"),
        number=facts.number,
        sender=_("%(county)s power supply company") % {"county": facts.county},
        addressee=facts.customer,
        opening=_("The company and the customer named here agree on the supply of electricity as follows."),
        sections=(
            _supply(facts), Section(_("Agreed terms"), agreed), _connection(facts.plan_terms),
            *_further({"remark": facts.terms.get("quality", "")}),
        ),
        closing=(
            _("Each side keeps in order what lies on its own side of the boundary of ownership."),
            _("For everything not named here, the civil code and the national rules of power supply apply."),
        ),
        signatures=facts.signatures,
    )  # fmt: skip


def _said(label: str, reasons: Iterable[Reason], keys: Iterable[str]) -> Line:
    wanted = set(keys)
    said = [reason for reason in reasons if reason.key in wanted]
    return Line(label, joined(reason.text for reason in said), _ids(said, wanted))


def _ids(reasons: Iterable[Reason], keys: Iterable[str]) -> tuple[str, ...]:
    wanted = set(keys)
    return tuple(dict.fromkeys(reason.rule for reason in reasons if reason.key in wanted))


def joined(sentences: Iterable[str]) -> str:
    """Sentences in a row; Chinese ones need no blank between them."""
    return " ".join(one for one in sentences if one).replace("。 ", "。")


def measured(number: str, unit: str) -> str:
    """A number in its unit, which is said in the reader's language; the blank between them does not break."""
    return f"{number}\u00a0{_(unit)}"


def day(on: date) -> str:
    return dateformat.format(on, _("j F Y"))


def moment(at: datetime) -> str:
    return dateformat.format(timezone.localtime(at), _("j F Y, H:i"))
