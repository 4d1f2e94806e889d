"""What people are shown of a case: steps, promises, facts, people, what happened. The same rows for both sides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.assess.forms import VOLTAGES
from applications.models import Application
from applications.progress import steps
from applications.rules import ClockKind
from applications.rules.decision import plain
from applications.stages import Stage
from applications.verbs import VERBS
from applications.works.models import Inspection
from deadlines.actions import current_calendar
from deadlines.choices import Party
from deadlines.rules import WorkCalendar, workdays_by_party

HEADLINES = {
    Stage.SUBMITTED: gettext_lazy("We are looking at your application"),
    Stage.PRECHECK: gettext_lazy("We are looking at your application"),
    Stage.ACCEPTED: gettext_lazy("Accepted: we agree on a visit next"),
    Stage.SURVEY_BOOKED: gettext_lazy("We are coming to measure"),
    Stage.SURVEYED: gettext_lazy("We have measured and prepare the next step"),
    Stage.PLAN_DRAFTED: gettext_lazy("Your supply plan is being checked"),
    Stage.PLAN_CONFIRMED: gettext_lazy("The works come next"),
    Stage.WORKS: gettext_lazy("The works are under way"),
    Stage.CONTRACT_SIGNED: gettext_lazy("The meter comes next"),
    Stage.METERED: gettext_lazy("Power comes next"),
    Stage.CORRECTION: gettext_lazy("We need something from you"),
    Stage.PLAN_REPLIED: gettext_lazy("Your supply plan is ready"),
    Stage.READY: gettext_lazy("The contract comes next"),
    Stage.ENERGISED: gettext_lazy("Power is on"),
    Stage.VISITED: gettext_lazy("Power is on"),
    Stage.ARCHIVED: gettext_lazy("Power is on"),
    Stage.SUSPENDED: gettext_lazy("Your application rests"),
    Stage.WITHDRAWN: gettext_lazy("You have withdrawn this application"),
}
# Moves that are not in the list of verbs, because nobody presses a button for them.
HAPPENED = {
    "open_draft": gettext_lazy("Draft opened"),
    "submit": gettext_lazy("Applied"),
    "precheck": gettext_lazy("Check begun"),
    "decide": gettext_lazy("Rules applied"),
    "fetch_document": gettext_lazy("Paper fetched"),
    "open_round": gettext_lazy("Permits opened"),
    "open_permit": gettext_lazy("Permit opened"),
    "submit_permit": gettext_lazy("Sent to the authority"),
    "close": gettext_lazy("Permits settled"),
    "grant": gettext_lazy("Permit granted"),
    "make_ready": gettext_lazy("Everything is built"),
    "open_grid_works": gettext_lazy("Our works opened"),
    "open_customer_works": gettext_lazy("Your works opened"),
    "reserve": gettext_lazy("Capacity held"),
    "release": gettext_lazy("Capacity given back"),
    "convert": gettext_lazy("Capacity connected"),
    "file_undertaking": gettext_lazy("Undertaking filed"),
    "open_filing": gettext_lazy("Filing prepared"),
    "expire_plan": gettext_lazy("Plan expired"),
    "rate": gettext_lazy("Rated"),
    "expire_draft": gettext_lazy("Draft expired"),
}


def story(application: Application, *, at: datetime) -> dict[str, Any]:
    """Everything a page about the case shows."""
    timeline = application.timeline
    clocks = list(timeline.clocks.select_related("timeline").order_by("stopped_at", "due_at", "pk"))
    for clock in clocks:
        clock.timeline = timeline
        clock.name = ClockKind(clock.kind).label if clock.kind in ClockKind.values else clock.kind  # type: ignore[attr-defined]
    works = application.customer_works
    documents = list(application.documents.select_related("consent").order_by("pk"))
    for document in documents:
        document.application = application
    prefetch_related_objects([timeline], "pauses")
    calendar = current_calendar()
    for clock in clocks:
        clock.calendar = calendar
    return {
        "application": application,
        "headline": HEADLINES.get(Stage(application.stage), _("Your power connection")),
        "steps": steps(application, clocks),
        "clocks": [clock for clock in clocks if clock.limit_workdays is not None or clock.due_on],
        "pauses": sorted(timeline.pauses.all(), key=lambda pause: pause.started_at),
        "facts": facts(application),
        "people": people(application),
        "plan_rows": plan_rows(application.plan),
        "works_rows": works_rows(application),
        "inspections": Inspection.objects.filter(works=works).order_by("-inspected_at") if works else [],
        "correction": application.corrections.filter(answered_at=None).first(),
        "documents": documents,
        "waiting": any(document.is_first_try for document in documents),
        "days_rows": days_rows(application, calendar, at=at),
        "log": log(application),
        "now": at,
    }


def facts(application: Application) -> list[dict[str, Any]]:
    """What was applied for and where, as a list to read."""
    if not application.inputs:
        return []
    asked = application.facts
    survey = application.survey
    rows = [
        {"label": _("Capacity"), "value": f"{plain(asked.applied)} {asked.unit}"},
        {"label": _("Voltage"), "value": dict(VOLTAGES)[asked.voltage_class]},
        {"label": _("Route length"), "value": f"{asked.ext_route_length_m:.1f} m"},
        {"label": _("Address"), "value": str(application.site.address) if application.site else ""},
    ]
    if survey is not None and survey.firm_kva is not None:
        note = _("Less than asked for: connected first, the rest follows.") if survey.is_constrained else ""
        rows.append({"label": _("Firm capacity now"), "value": f"{plain(survey.firm_kva)} kVA", "note": note})
    if application.supply_point is not None:
        rows.append({"label": _("Account number"), "value": application.supply_point.account_no})
    return rows


def people(application: Application) -> list[dict[str, Any]]:
    return [
        {"label": _("Account manager"), "value": application.manager or _("Being assigned")},
        {"label": _("Chief service officer"), "value": application.chief or _("Being assigned")},
    ]


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
    return [*rows, {"label": _("Valid until"), "value": plan.valid_until}] if plan.valid_until else rows


def works_rows(application: Application) -> list[dict[str, Any]]:
    rows = []
    if application.grid_works is not None:
        rows.append({"label": _("Our works"), "value": application.grid_works.get_stage_display()})
    if application.customer_works is not None:
        rows.append({"label": _("The customer's works"), "value": application.customer_works.get_stage_display()})
    return rows


def days_rows(application: Application, calendar: WorkCalendar, *, at: datetime) -> list[dict[str, Any]]:
    """Workdays used by each party, from the complete application to power or to now."""
    if application.submitted_at is None:
        return []
    rests = [pause.as_rest() for pause in application.timeline.pauses.all() if pause.owner == Party.COMPANY]
    start, end = timezone.localdate(application.submitted_at), timezone.localdate(application.energised_at or at)
    used = workdays_by_party(start, end, calendar, rests)
    return [{"label": party.label, "value": _("%(n)d workdays") % {"n": used.get(party, 0)}} for party in Party]


def log(application: Application) -> list[dict[str, Any]]:
    """Every event, newest first; the person stays a role."""
    events = application.timeline.events.select_related("by").order_by("-seq")
    return [
        {
            "at": event.at,
            "title": VERBS[event.verb].label if event.verb in VERBS else HAPPENED.get(event.verb, event.verb),
            "by": _("The portal") if event.by is None else _("Officer") if event.by.is_staff else _("Customer"),
            "text": event.reason,
        }
        for event in events
    ]


def look_up(given: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """By case number and the last four digits of the phone; says nothing personal, and the same for both mistakes."""
    number, digits = given.get("number", "").strip().upper(), given.get("digits", "").strip()
    found = _found(number, digits)
    clocks = list(found.timeline.clocks.running()) if found else []
    return {
        "number": number, "digits": digits, "application": found, "steps": steps(found, clocks) if found else [],
        "is_unknown": bool(number or digits) and found is None,
    }  # fmt: skip


def _found(number: str, digits: str) -> Application | None:
    if not number or len(digits) != 4:
        return None
    row = (
        Application.objects.filter(number=number)
        .exclude(applicant=None)
        .select_related("applicant", "timeline")
        .first()
    )
    phone = row.applicant.phone if row is not None else ""
    return row if phone and phone[-4:] == digits else None
