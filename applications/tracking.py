"""What people are shown of a case: steps, promises, facts, people, what happened. The same rows for both sides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.roles import Role
from applications.agency.models import Mandate
from applications.assess.forms import VOLTAGES
from applications.choices import NotOnSpot
from applications.happened import in_words
from applications.headlines import headline
from applications.increase.showing import account_rows, named_account
from applications.intake.models import Document
from applications.lease.showing import rows as lease_rows
from applications.models import Application
from applications.progress import steps
from applications.rules.clocks import ClockKind, name_of
from applications.rules.decision import plain
from applications.stages import Stage
from applications.survey.wording import day, measured
from customers.actions import chief_acting_for
from deadlines.actions import current_calendar
from deadlines.choices import Light, Party
from deadlines.models import Clock
from deadlines.rules import WorkCalendar, workdays_by_party

# Stages whose reason is shown at once: the event that led there holds it.
ENDINGS: dict[str, tuple[str, ...]] = {
    Stage.NOT_ACCEPTED: ("refuse",), Stage.TERMINATED: ("terminate",), Stage.SUSPENDED: ("suspend",),
    Stage.ENERGISE_FAILED: ("fail_energising",),
}  # fmt: skip
SEVERITY = [Light.GREEN, Light.AMBER, Light.RED]


class Promise(NamedTuple):
    """What is due next in a case: which clock, its last day, and how many workdays are left until then."""

    name: Any
    due_on: date
    workdays_left: int
    light: Light


def promise_of(clocks: list[Clock], calendar: WorkCalendar, *, at: datetime) -> Promise | None:
    """The soonest promise of ours or of an authority; the same one by which the queue is ordered."""
    due = [clock for clock in clocks if clock.is_running and clock.due_at and clock.owner != Party.CUSTOMER]
    if not due:
        return None
    clock = min(due, key=lambda one: (one.due_at, one.pk))
    worst = max((one.light(at) for one in due), key=SEVERITY.index)
    last = timezone.localdate(clock.due_at - timedelta(seconds=1))
    return Promise(name_of(clock.kind), last, workdays_until(last, calendar, at=at), worst)


def workdays_until(day: date, calendar: WorkCalendar, *, at: datetime) -> int:
    """Left until `day`, today not counted; negative when it is over."""
    today = timezone.localdate(at)
    left = calendar.workdays_between(today, day)
    return left if day >= today else -max(1, calendar.workdays_between(day, today))


def story(case: Application, *, at: datetime) -> dict[str, Any]:
    """Everything a page about the case shows. `case` comes from `gathering.whole_case`."""
    calendar = current_calendar()
    clocks = list(case.timeline.clocks.all())
    for clock in clocks:
        clock.calendar = calendar
        clock.name = name_of(clock.kind)  # type: ignore[attr-defined]
    shown = [clock for clock in clocks if clock.limit_workdays is not None or clock.due_on]
    documents, told = _documents(case), log(case)
    return {
        "application": case,
        "said": headline(case),
        "promise": promise_of(clocks, calendar, at=at),
        "steps": steps(case, clocks),
        "clocks": [clock for clock in shown if clock.is_running],
        "kept_clocks": [clock for clock in shown if not clock.is_running],
        "is_permit_time_on_top": is_permit_time_on_top(case, clocks),
        "pauses": case.timeline.pauses.all(),
        "later_days": later_days(case, clocks),
        "facts": facts(case),
        "named_account": named_account(case) if case.awaits_account else None,
        "people": people(case, at=at),
        "plan_rows": plan_rows(case.plan),
        "lease_rows": lease_rows(case.lease),
        "temporary": case.temporary,
        "inspections": case.customer_works.inspections.all() if case.customer_works else [],
        "asked": case.corrections.all(),
        "documents": documents,
        "waiting": any(document.is_first_try for document in documents),
        "days_rows": days_rows(case, calendar, at=at),
        "log": told,
        "because": next((one["text"] for one in told if one["verb"] in ENDINGS.get(case.stage, ())), ""),
        "now": at,
    }


def is_permit_time_on_top(case: Application, clocks: list[Clock]) -> bool:
    """The time from application to power runs, and permits are among what it will rest for: the day of power moves."""
    counts = any(clock.kind == ClockKind.LV_TOTAL and clock.is_running for clock in clocks)
    return counts and case.verdict is not None and case.verdict.clock(ClockKind.PERMITS) is not None


def later_days(case: Application, clocks: list[Clock]) -> list[dict[str, Any]]:
    """Every later day that two people gave a promise; the customer sees the same as the officers."""
    names = {clock.pk: name_of(clock.kind) for clock in clocks}
    return [{"row": row, "name": names[row.clock_id]} for row in case.timeline.extensions.all() if row.is_confirmed]


def _documents(case: Application) -> list[Any]:
    """Kept with the case, so that the verbs which look at them read nothing more."""
    rows = Document.objects.select_related("consent").order_by("pk")
    prefetch_related_objects([case], Prefetch("documents", rows))
    found = list(case.documents.all())
    for document in found:
        document.application = case
    return found


def facts(case: Application) -> list[dict[str, Any]]:
    """What was applied for and where, as a list to read."""
    if not case.inputs:
        return []
    asked, survey = case.facts, case.survey
    is_measured = survey is not None and survey.recorded_at is not None
    length_note = _("Measured at the visit") if is_measured else _("Estimated until the visit")
    rows = [
        {"label": _("Capacity"), "value": measured(plain(asked.applied), asked.unit)},
        {"label": _("Voltage"), "value": dict(VOLTAGES)[asked.voltage_class]},
        {"label": _("Route length"), "value": measured(f"{asked.ext_route_length_m:.1f}", "m"), "note": length_note},
        {"label": _("Address"), "value": str(case.site.address) if case.site else ""},
    ]
    if survey is not None and survey.firm_kva is not None:
        value = measured(plain(survey.firm_kva), "kVA")
        rows.append({"label": _("Firm capacity now"), "value": value, "note": _rest_of(case)})
    return [*rows, *account_rows(case)]


def _rest_of(case: Application) -> str:
    """When the rest comes, where less was free than was asked for."""
    if not case.survey.is_constrained:
        return ""
    full_on = case.reservation.full_on if case.reservation else None
    if not case.survey.firm_kva:
        if full_on is None:
            return _("Nothing is free there yet. We tell you as soon as the day is known.")
        return _("Nothing is free there yet: all of it by %(day)s.") % {"day": day(full_on)}
    if full_on is None:
        return _("Less than asked for: connected first, the rest follows.")
    return _("Less than asked for: connected first, all of it by %(day)s.") % {"day": day(full_on)}


def people(case: Application, *, at: datetime) -> list[dict[str, Any]]:
    """Who answers for the case; an officer who is not there yet is said to be on the way. And the customer's agents."""
    standing = Mandate.objects.standing().over(case.pk, owner=case.applicant_id)
    rows = [
        {"label": _("Account manager"), "value": case.manager or _("Being assigned")},
        {"label": _("Chief service officer"), "value": case.chief or _("Being assigned"), "note": _deputy(case, at=at)},
        *({"label": _("Agent"), "value": str(one.agent_name), "note": _until(one)} for one in standing),
    ]
    if case.project_manager is not None:
        rows.append({"label": _("Project manager"), "value": case.project_manager})
    return rows


def _deputy(case: Application, *, at: datetime) -> str:
    """Who acts while the chief is away."""
    office = case.chiefs.get(case.chief_id)  # type: ignore[attr-defined]
    if office is None or not office.is_away(timezone.localdate(at)):
        return ""
    acting = chief_acting_for(case.chief, at=at)
    return "" if acting == case.chief else _("Away just now; %(deputy)s acts meanwhile") % {"deputy": acting}


def _until(mandate: Mandate) -> Any:
    return _("Acts for the customer until %(day)s") % {"day": day(mandate.until_on)}


def plan_rows(plan: Any) -> list[dict[str, Any]]:
    if plan is None:
        return []
    words = {
        "connection_point": _("Connection point"),
        "supply_arrangement": _("Phases and voltage"),
        "metering": _("Meter and its place"),
        "ownership_boundary": _("Where our line ends and yours begins"),
        "remark": _("Further terms"),
    }
    rows = [{"label": label, "value": plan.terms[key]} for key, label in words.items() if plan.terms.get(key)]
    if why := plan.terms.get("not_on_spot"):
        rows.append({"label": _("Why it was not answered at the survey"), "value": NotOnSpot(why).label})
    return [*rows, {"label": _("Valid until"), "value": day(plan.valid_until)}] if plan.valid_until else rows


def days_rows(case: Application, calendar: WorkCalendar, *, at: datetime) -> list[dict[str, Any]]:
    """Workdays used by each party, from the complete application to power or to now."""
    if case.submitted_at is None:
        return []
    rests = [pause.as_rest() for pause in case.timeline.pauses.all() if pause.owner == Party.COMPANY]
    start, end = timezone.localdate(case.submitted_at), timezone.localdate(case.energised_at or at)
    used = workdays_by_party(start, end, calendar, rests)
    return [{"label": party.label, "value": _("%(n)d workdays") % {"n": used.get(party, 0)}} for party in Party]


def log(case: Application) -> list[dict[str, Any]]:
    """Every event, newest first. `by` is a role and fit for everybody, `who` a name and for officers."""
    held = RoleGrant.objects.standing().filter(user=OuterRef("by")).order_by("pk").values("role")
    events = list(case.timeline.events.select_related("by").annotate(roles=ArraySubquery(held)).order_by("-seq"))
    agents = _agents(events)
    return [
        {
            "at": event.at, "verb": event.verb, "title": in_words(event), "text": event.reason,
            "by": _role(event, agents), "who": event.by if event.by is not None and event.by.is_staff else "",
        }
        for event in events
    ]  # fmt: skip


def _agents(events: list[Any]) -> dict[int, Mandate]:
    """The mandates that these events were done on."""
    told = {event.data["mandate"] for event in events if event.data.get("mandate")}
    return Mandate.objects.select_related("owner").in_bulk(told) if told else {}


def _role(event: Any, agents: dict[int, Mandate]) -> Any:
    if event.by is None:
        return _("The portal")
    if mandate := agents.get(event.data.get("mandate") or 0):
        return _("By agent %(agent)s for %(owner)s") % {"agent": mandate.agent_name, "owner": mandate.owner}
    if not event.by.is_staff:
        return _("Customer")
    known = [Role(role).label for role in event.roles if role in Role.values]
    return known[0] if known else _("Officer")
