"""What time alone does to a case: drafts and silences end, plans expire, resting cases go on, finished ones close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import structlog
from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

import applications.actions as ways
from accounts.models import User
from accounts.refusals import Refusal
from accounts.roles import Role
from applications.correction.actions import close_unanswered, remind_of_correction
from applications.correction.rules import first_reminder_due
from applications.energise.actions import archive
from applications.intake.actions import expire_draft
from applications.intake.models import Document
from applications.models import Application
from applications.rulebook.reading import rules_in_force
from applications.rules import RuleSet
from applications.serving.actions import name_chief, name_manager
from applications.stages import ACCEPTED_ON, Stage
from applications.survey.actions import close_expired, expire_plan, remind_of_plan
from applications.survey.models import Plan
from applications.works.actions import end_short_pause
from approvals.models import Filing
from deadlines.actions import current_calendar
from deadlines.choices import WORKS_PAUSES
from deadlines.models import Pause
from deadlines.rules import CHINA

log = structlog.get_logger()
Found = Callable[[datetime, RuleSet], "QuerySet[Application]"]
Act = Callable[..., object]


def _at(stage: Stage) -> QuerySet[Application]:
    return Application.objects.filter(stage=stage)


def _since(stage: Stage, days: int, at: datetime) -> QuerySet[Application]:
    """At `stage`, and nothing has happened for so many days."""
    quiet = at - timedelta(days=days)
    return _at(stage).exclude(timeline__events__at__gt=quiet)


TIMERS: tuple[tuple[Found, Act], ...] = (
    (
        lambda at, rules: _at(Stage.DRAFT).filter(draft__saved_at__lt=at - timedelta(days=rules.days["draft"])),
        expire_draft,
    ),
    (
        lambda at, _rules: _at(Stage.CORRECTION).filter(
            corrections__answered_at=None, corrections__due_on__lt=timezone.localdate(at)
        ),
        close_unanswered,
    ),
    (lambda at, rules: _unanswered(at, rules), remind_of_correction),
    (lambda at, _rules: _offered_until().filter(offered_until__lt=timezone.localdate(at)), expire_plan),
    (lambda at, rules: _offered_until().filter(offered_until__lte=_reminders_begin(at, rules)), remind_of_plan),
    (lambda at, rules: _since(Stage.PLAN_EXPIRED, rules.days["lapsed_plan"], at), close_expired),
    (lambda at, _rules: _paused_a_workday(at), end_short_pause),
    (lambda at, _rules: _at(Stage.SUSPENDED).filter(resume_on__lte=timezone.localdate(at)), ways.resume_by_itself),
    (lambda at, rules: _since(Stage.SUSPENDED, rules.days["suspended"], at), ways.close_suspended),
    (lambda at, _rules: _unserved(at), name_manager),
    (lambda _at, _rules: Application.objects.open().filter(Q(chief=None) | Q(chief__is_active=False)), name_chief),
    (lambda at, rules: _to_archive(at, rules), archive),
)


def _to_archive(at: datetime, rules: RuleSet) -> QuerySet[Application]:
    """Visited some days ago, with every paper in its place."""
    unread = Document.objects.unsettled().values("application")
    unfinished = Filing.objects.unfinished().values("round")
    return _since(Stage.VISITED, rules.days["archive"], at).exclude(pk__in=unread).exclude(round__in=unfinished)


def _unanswered(at: datetime, rules: RuleSet) -> QuerySet[Application]:
    """A list whose first reminder is due, or was."""
    due_on = first_reminder_due(timezone.localdate(at), rules)
    return _at(Stage.CORRECTION).filter(corrections__answered_at=None, corrections__due_on__lte=due_on)


def _unserved(at: datetime) -> QuerySet[Application]:
    """Nobody was chosen within the hours for it, or everybody was full so far."""
    waiting = Application.objects.filter(stage__in=ACCEPTED_ON, manager=None)
    return waiting.filter(accepted_at__lte=at - timedelta(hours=settings.MANAGER_CHOICE_HOURS))


def _paused_a_workday(at: datetime) -> QuerySet[Application]:
    """Our works rest since before the last whole workday, and whoever put them to rest is no chief."""
    began = datetime.combine(current_calendar().last_before(timezone.localdate(at)), time.min, CHINA)
    chiefs = User.objects.holding(Role.CHIEF)
    old = Pause.objects.filter(ended_at=None, reason__in=WORKS_PAUSES, started_at__lte=began)
    lines = old.exclude(started_by=None).exclude(started_by__in=chiefs).values("timeline")
    return Application.objects.filter(grid_works_rows__stage="PAUSED", timeline__in=lines)


def _offered_until() -> QuerySet[Application]:
    """Cases with an offer, and `offered_until` when it ends: of the newest plan, not of one that it replaced."""
    plans = Plan.objects.filter(application=OuterRef("pk")).order_by("-version")
    return _at(Stage.PLAN_REPLIED).annotate(offered_until=Subquery(plans.values("valid_until")[:1]))


def _reminders_begin(at: datetime, rules: RuleSet) -> date:
    return timezone.localdate(at) + timedelta(days=max(rules.reminders["plan"]))


def run(*, at: datetime) -> int:
    """Run every timer once; a case that refuses or fails never stops the others. Returns how many cases moved."""
    moved, rules = 0, rules_in_force(timezone.localdate(at))
    for find, act in TIMERS:
        for pk in find(at, rules).values_list("pk", flat=True).distinct()[:500]:
            try:
                act(pk, at=at)
                moved += 1
            except Refusal:
                continue  # someone else was faster
            except Exception:  # noqa: BLE001 - one bad row never stops the sweep
                log.exception("timer failed", application=pk, timer=act.__name__)  # type: ignore[attr-defined]
    return moved
