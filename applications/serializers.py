"""What programs read of an application."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from rest_framework import serializers

from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.correction.models import CorrectionItem
from applications.gathering import know_answer
from applications.intake.questions import ApplicationForm
from applications.intake.showing import masked_fields, word
from applications.models import Application
from applications.rules import ClockKind
from applications.stages import Stage
from applications.verbs import open_to
from deadlines.models import Clock, Event
from deadlines.words import day_reason


def _described(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    """A question of the wizard as a field of the API document."""
    words: dict[str, Any] = {
        "required": False,
        "label": field.label,
        "help_text": str(field.help_text or field.label or ""),
    }
    if isinstance(field, forms.ChoiceField):
        return serializers.ChoiceField(
            choices=[choice for choice in list(cast("Any", field.choices)) if choice[0]], **words
        )
    if isinstance(field, forms.DecimalField):
        return serializers.DecimalField(max_digits=field.max_digits, decimal_places=field.decimal_places, **words)
    if isinstance(field, forms.DateField):
        return serializers.DateField(**words)
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(**words)
    return serializers.CharField(max_length=getattr(field, "max_length", None), **words)


class _Answers(serializers.Serializer[Any]):
    """Describes the answers; they are checked by the wizard's own form, with the wizard's own sentences."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        answers = {name: _described(field) for name, field in ApplicationForm.base_fields.items()}
        return {**super().get_fields(), **answers}


class DraftSerializer(_Answers):
    """Answers by name, as many as there are. Nothing is checked before the draft is submitted."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        words = "Of an agent: the id of the mandate on which the draft is opened."
        return {**super().get_fields(), "for": serializers.IntegerField(required=False, help_text=words)}


class SubmitSerializer(_Answers):
    """`consent: true` and any answers still missing. The body of any other verb is the input of that verb."""

    consent = serializers.BooleanField(
        required=False,
        help_text="True: the licences may be fetched, the identity number used, and permits asked for.",
    )
    again_reason = serializers.CharField(
        required=False, max_length=200, help_text="Why another one, while an application for this place is open."
    )


class WorksSerializer(serializers.Serializer[Any]):
    """Where works that run beside the case stand."""

    stage = serializers.CharField(read_only=True)
    stage_label = serializers.CharField(source="get_stage_display", read_only=True)


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    grid_works = WorksSerializer(read_only=True, allow_null=True, help_text="What the company builds, if anything.")
    customer_works = WorksSerializer(
        read_only=True, allow_null=True, help_text="What the customer builds, if anything."
    )
    stage_label = serializers.CharField(source="get_stage_display", read_only=True)
    customer = serializers.SerializerMethodField()
    next_due_on = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    awaits_account = serializers.BooleanField(
        read_only=True, help_text="More power, and it is not settled yet which account gets it: see `settle_account`."
    )
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = (
            "number", "stage", "stage_label", "turn", "customer", "decision", "documents", "missing", "next_due_on",
            "wanted_on", "is_key", "awaits_account", "grid_works", "customer_works", "created_at", "submitted_at",
            "accepted_at", "energised_at", "actions",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, application: Application) -> dict[str, Any]:
        know_answer(application)
        return super().to_representation(application)

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

    def get_documents(self, application: Application) -> list[dict[str, Any]]:
        """Each paper with its fields, masked, and where, when and on which consent it was fetched."""
        return [
            {
                "kind": one.kind, "state": one.state, "source": one.source, "fetched_at": one.fetched_at,
                "valid_until": one.valid_until, "remark": str(word(one) or ""), "found": masked_fields(one),
                "consent": {"text_version": one.consent.text_version, "given_at": one.consent.given_at},
            }
            for one in application.documents.all()
        ]  # fmt: skip

    def get_missing(self, application: Application) -> list[dict[str, Any]]:
        """What was asked for and is not sent yet: the name of its field in `correct`, its kind, the officer's words."""
        if application.stage != Stage.CORRECTION:
            return []
        items = CorrectionItem.objects.filter(request__application=application, request__answered_at=None)
        return [
            {"id": item.pk, "name": f"item_{item.pk}", "kind": item.kind, "text": item.text, "is_paper": item.is_paper}
            for item in items
        ]

    def get_actions(self, application: Application) -> list[str]:
        user = self.context["request"].user
        verbs = [verb.name for verb in open_to(application, user) if not verb.obstacles(application)]
        may_submit = application.stage == "DRAFT" and for_customer(Act.APPLY)(application, user)
        return ["submit", *verbs] if may_submit else verbs


class EventSerializer(serializers.ModelSerializer[Event]):
    by = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ("seq", "machine", "verb", "from_stage", "to_stage", "at", "by", "reason", "rule_set", "hash")
        read_only_fields = fields

    def get_by(self, event: Event) -> str:
        """Who: customers read the role, never the person."""
        if event.data.get("mandate"):
            return "AGENT"
        return "SYSTEM" if event.by is None else "STAFF" if event.by.is_staff else "CUSTOMER"


class ClockSerializer(serializers.ModelSerializer[Clock]):
    name = serializers.SerializerMethodField()
    light = serializers.SerializerMethodField()
    is_breached = serializers.SerializerMethodField()
    days = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields = (
            "kind", "name", "cycle", "owner", "rule", "limit_workdays", "extra_workdays", "started_at", "due_on",
            "is_provisional", "stopped_at", "light", "is_breached", "days",
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
