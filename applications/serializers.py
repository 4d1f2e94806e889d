"""What programs read of an application."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from applications.models import Application
from applications.rules import ClockKind
from applications.verbs import open_to
from deadlines.models import Clock, Event
from deadlines.words import day_reason


class DraftSerializer(serializers.Serializer[Any]):
    """Answers by name, as many as there are. See the wizard for what each means."""


class SubmitSerializer(serializers.Serializer[Any]):
    """The input of the verb; for `submit`, `consent: true` and any answers still missing."""

    consent = serializers.BooleanField(required=False)


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    stage_label = serializers.CharField(source="get_stage_display", read_only=True)
    customer = serializers.SerializerMethodField()
    next_due_on = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = (
            "number", "stage", "stage_label", "turn", "customer", "decision", "documents", "next_due_on",
            "created_at", "submitted_at", "accepted_at", "energised_at", "actions",
        )  # fmt: skip
        read_only_fields = fields

    def get_customer(self, application: Application) -> str:
        return application.customer.display_name if application.customer else ""

    def get_next_due_on(self, application: Application) -> str | None:
        due = application.next_due_at
        return timezone.localtime(due - timedelta(seconds=1)).date().isoformat() if due else None

    def get_decision(self, application: Application) -> dict[str, Any] | None:
        verdict = application.verdict
        if verdict is None:
            return None
        return {
            "small_micro": verdict.small_micro,
            "customer_steps": verdict.customer_steps,
            "permits": verdict.permits,
            "plan_mode": verdict.plan_mode,
            "investment": verdict.investment,
            "rule_set": verdict.rule_set,
            "reasons": [{"rule": reason.rule, "text": reason.text} for reason in verdict.reasons],
        }

    def get_documents(self, application: Application) -> list[dict[str, str]]:
        return [{"kind": d.kind, "state": d.state, "source": d.source} for d in application.documents.order_by("pk")]

    def get_actions(self, application: Application) -> list[str]:
        user = self.context["request"].user
        verbs = [verb.name for verb in open_to(application, user) if not verb.obstacles(application)]
        return ["submit", *verbs] if application.stage == "DRAFT" and application.applicant_id == user.pk else verbs


class EventSerializer(serializers.ModelSerializer[Event]):
    by = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ("seq", "machine", "verb", "from_stage", "to_stage", "at", "by", "reason", "rule_set", "hash")
        read_only_fields = fields

    def get_by(self, event: Event) -> str:
        """Who: customers read the role, never the person."""
        return "SYSTEM" if event.by is None else "STAFF" if event.by.is_staff else "CUSTOMER"


class ClockSerializer(serializers.ModelSerializer[Clock]):
    name = serializers.SerializerMethodField()
    light = serializers.SerializerMethodField()
    is_breached = serializers.SerializerMethodField()
    days = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields = (
            "kind", "name", "cycle", "owner", "rule", "limit_workdays", "started_at", "due_on", "is_provisional",
            "stopped_at", "light", "is_breached", "days",
        )  # fmt: skip
        read_only_fields = fields

    def get_name(self, clock: Clock) -> str:
        return str(ClockKind(clock.kind).label)

    def get_light(self, clock: Clock) -> str:
        return clock.light(self.context["at"])

    def get_is_breached(self, clock: Clock) -> bool:
        return clock.is_breached(self.context["at"])

    def get_days(self, clock: Clock) -> list[dict[str, Any]]:
        days = clock.explain(self.context["at"])[:60]
        return [{"date": day.date, "counts": day.counts, "reason": day_reason(day.reason)} for day in days]
