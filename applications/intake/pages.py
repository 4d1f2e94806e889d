"""The wizard's way: which pages this customer sees, what stands on each, where they go on. Pure but for the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose as Purposes
from applications.assess.forms import Purpose
from applications.increase.forms import OTHERWISE, without_stale
from applications.intake.deriving import implied, in_unit, is_large
from applications.intake.questions import BUSINESS, FORM_VERSION, ApplicationForm
from applications.rulebook.reading import rules_in_force
from applications.rules import BusinessType, RuleSet
from applications.rules.decision import plain
from customers.choices import CustomerKind
from customers.models import SupplyPoint

Answers = Mapping[str, Any]
CHECK = "check"


@dataclass(frozen=True)
class Page:
    """`asks` gives the questions after the answers so far; none: the page is left out. `needs`: must be answered."""

    name: str
    title: Any
    asks: Callable[[Answers, RuleSet], Sequence[str]]
    needs: frozenset[str] = frozenset()
    lead: Any = ""


def _power(answers: Answers, rules: RuleSet) -> Sequence[str]:
    purpose = answers.get("purpose")
    kind = () if purpose == Purpose.SITE else ("business_type",)
    unit = () if purpose == Purpose.HOME else ("capacity_unit",)
    return (*kind, "applied_capacity", *unit, *(("until_on",) if purpose == Purpose.SITE else ()))


def _project(answers: Answers, rules: RuleSet) -> Sequence[str]:
    if not is_large(answers, rules):
        return ()
    more = (
        ("dev_zone_level", "subst_capacity_kva", "project_code") if answers.get("purpose") == Purpose.BUSINESS else ()
    )
    return ("wanted_on", "minimum_kw", *more)


def _charging(answers: Answers, rules: RuleSet) -> Sequence[str]:
    if answers.get("purpose") != Purpose.CHARGING:
        return ()
    private = answers.get("customer_kind") == CustomerKind.NATURAL_PERSON
    return ("property_agrees", "orderly_charging") if private else ("orderly_charging",)


def _who(answers: Answers, rules: RuleSet) -> Sequence[str]:
    return ("name", "citizen_id" if answers.get("customer_kind") == CustomerKind.NATURAL_PERSON else "uscc")


def _fixed(*names: str, when: Callable[[Answers, RuleSet], bool] = lambda *_all: True) -> Callable[..., Sequence[str]]:
    return lambda answers, rules: names if when(answers, rules) else ()


KNOWN_ALREADY = _("In the same unit. Leave it empty if you have chosen an account: we know it.")
PAGES = (
    Page("what", _("What is it for?"), _fixed("purpose"), frozenset({"purpose"})),
    Page("power", _("How much power?"), _power, frozenset({"business_type", "capacity_unit", "until_on"})),
    Page(
        "before",
        _("What is there now?"),
        _fixed(
            "account",
            "account_no",
            "existing_capacity_kva",
            when=lambda a, r: a.get("business_type") == BusinessType.INCREASE and a.get("purpose") != Purpose.SITE,
        ),
        frozenset({"account", "existing_capacity_kva"}),
    ),
    Page(
        "line",
        _("The line"),
        _fixed("voltage_class", "source_count", "distance_m", when=is_large),
        lead=_("This much power usually comes from the 10 kV grid. Leave empty what you don't know."),
    ),
    Page("project", _("The project"), _project, lead=_("All of this may stay empty.")),
    Page(
        "kind",
        _("Who is applying?"),
        _fixed("customer_kind", when=lambda a, r: a.get("purpose") != Purpose.HOME),
        frozenset({"customer_kind"}),
    ),
    Page(
        "who",
        _("Name and number"),
        _who,
        frozenset({"citizen_id", "uscc"}),
        _("With this we fetch your papers. You upload nothing."),
    ),
    Page("where", _("Where is it?"), _fixed("township_code", "address", "is_owner"), frozenset({"is_owner"})),
    Page(
        "owner",
        _("The owner"),
        _fixed("owner_note", when=lambda a, r: a.get("is_owner") == "NO"),
        frozenset({"owner_note"}),
    ),
    Page("charging", _("Charging"), _charging, frozenset({"property_agrees", "orderly_charging"})),
)
BY_NAME = {page.name: page for page in PAGES}
# No page asks these; they come from the pre-assessment or from a program, and stay.
CARRIED = (
    "distance_m",
    "in_urban_planned_land",
    "tariff_class",
    "latitude",
    "longitude",
    "crs",
    "real_estate_unit",
    "is_ev_charging",
    "manager",
)


def known(answers: Answers) -> dict[str, Any]:
    """Answers that the present form has; what an older form asked is dropped."""
    return {name: value for name, value in answers.items() if name in ApplicationForm.base_fields}


def purposes_for(customer_kind: str) -> tuple[Purposes, ...]:
    """What has to be agreed to: the number on a person's card is sensitive, and gets a yes of its own."""
    sensitive = (Purposes.SENSITIVE,) if customer_kind == CustomerKind.NATURAL_PERSON else ()
    return (Purposes.LICENCES, *sensitive, Purposes.AUTHORITIES)


# What people usually need, so that nobody has to guess from nothing.
HOW_MUCH: dict[str, Any] = {
    Purpose.HOME: _("An ordinary home has about 8 kW. Add 7 kW for a charging pile."),
    Purpose.BUSINESS: _("Add up the plates of the devices that run at the same time. A small shop has 10 to 30 kW."),
    Purpose.FARM: _("Add up pumps, fans and heaters. One irrigation pump usually has 5 to 15 kW."),
    Purpose.CHARGING: _("A pile at home has 7 kW, a fast one 60 to 180 kW."),
    Purpose.SITE: _("Add up cranes, hoists, pumps and lights that run at the same time."),
}


class Way:
    """One customer's pages, after what has been answered so far."""

    def __init__(self, answers: Answers, *, on: date, own: Sequence[SupplyPoint] = ()) -> None:
        """`own`: the accounts that the customer may choose from, for whoever wants more power."""
        self.on, self.rules, self.own = on, rules_in_force(on), own
        self.answers = self._with_what_we_know(without_stale(implied(known(answers))))
        self.pages = [page for page in PAGES if page.asks(self.answers, self.rules)]

    def _with_what_we_know(self, answers: dict[str, Any]) -> dict[str, Any]:
        """How much power a chosen account has is in our books."""
        point = next((one for one in self.own if one.account_no == answers.get("account")), None)
        if point is None or answers.get("existing_capacity_kva"):
            return answers
        existing = in_unit(point.capacity_kva, answers.get("capacity_unit") or "KW", self.rules)
        return {**answers, "existing_capacity_kva": plain(existing)}

    def asks(self, page: Page) -> tuple[str, ...]:
        return tuple(page.asks(self.answers, self.rules))

    def form(self, page: Page, data: Mapping[str, Any] | None = None) -> ApplicationForm:
        """The page's questions, with the answers so far; bound when there is `data`."""
        form = ApplicationForm(data, initial=self.answers, on=self.on)
        form.is_whole = False
        asked = self.asks(page)
        form.fields = {name: form.fields[name] for name in asked}
        for name in page.needs & set(asked):
            form.fields[name].required = True
        self._in_their_words(form.fields)
        return form

    def _in_their_words(self, fields: dict[str, Any]) -> None:
        """The same question, said as it fits this customer."""
        if "business_type" in fields:
            fields["business_type"].choices = BUSINESS
        if "account" in fields and self.own:
            fields["account"].offer(self.own, OTHERWISE)
            fields["existing_capacity_kva"].help_text = KNOWN_ALREADY
        if "applied_capacity" in fields:
            fields["applied_capacity"].help_text = HOW_MUCH.get(self.answers.get("purpose", ""), "")
            if "capacity_unit" not in fields:
                fields["applied_capacity"].widget.attrs["data-unit"] = "kW"
        if "name" in fields and self.answers.get("customer_kind") != CustomerKind.NATURAL_PERSON:
            fields["name"].label = _("Name, as on the licence")
            fields["name"].widget.attrs["autocomplete"] = "organization"

    def is_done(self, page: Page) -> bool:
        """Every question of the page has been on the screen, and its answers hold."""
        return all(name in self.answers for name in self.asks(page)) and self.form(page, self.answers).is_valid()

    @property
    def next(self) -> str:
        """The first page that needs the customer; the last look when none does."""
        return next((page.name for page in self.pages if not self.is_done(page)), CHECK)

    def before(self, name: str) -> str:
        """The page before this one; empty at the beginning."""
        names = [page.name for page in self.pages]
        at = names.index(name) if name in names else len(names)
        return names[at - 1] if at else ""

    def place(self, name: str) -> tuple[int, int]:
        names = [page.name for page in self.pages]
        return (names.index(name) + 1 if name in names else len(names) + 1), len(names) + 1

    def relevant(self) -> dict[str, Any]:
        """The answers to questions that are asked on this way; what was typed on a way not taken stays out."""
        asked = {name for page in self.pages for name in self.asks(page)} | {*CARRIED, "customer_kind", "capacity_unit"}
        return {name: value for name, value in self.answers.items() if name in asked}

    def whole(self) -> ApplicationForm:
        return ApplicationForm(self.relevant(), on=self.on)


def is_old(form_version: int) -> bool:
    """The form has changed since the draft was last saved."""
    return form_version != FORM_VERSION
