"""The application itself. Each chapter of its journey keeps its own tables: see `<chapter>/models.py`."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from applications.agency.models import Mandate
from applications.cases import ApplicationQuerySet
from applications.lifecycle import Lifecycle
from applications.numbering import new_number
from applications.rules import Decision, Inputs
from applications.stages import OPEN, UNDER_WAY, Stage
from deadlines.choices import Party


class Application(Lifecycle):
    """One customer's wish for power at one site, from draft to energised."""

    number = models.CharField(max_length=20, unique=True, default=new_number)
    timeline = models.OneToOneField("deadlines.Timeline", on_delete=models.PROTECT, related_name="application")
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    customer = models.ForeignKey("customers.Customer", null=True, blank=True, on_delete=models.PROTECT)
    site = models.ForeignKey("customers.Site", null=True, blank=True, on_delete=models.PROTECT)
    supply_point = models.ForeignKey("customers.SupplyPoint", null=True, blank=True, on_delete=models.PROTECT)
    consent = models.ForeignKey("accounts.Consent", null=True, blank=True, on_delete=models.PROTECT)

    # What was asked for, what the rules made of it, and under which rule set
    inputs = models.JSONField(default=dict)
    decision = models.JSONField(default=dict)
    rule_set = models.CharField(max_length=40, blank=True)
    is_company_invested = models.BooleanField(null=True, blank=True)
    needs_length_confirmation = models.BooleanField(default=False)
    minimum_kw = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    wanted_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    # Facts of other rooms
    round = models.ForeignKey("approvals.Round", null=True, blank=True, on_delete=models.PROTECT)
    reservation = models.ForeignKey("gridhealth.Reservation", null=True, blank=True, on_delete=models.PROTECT)
    lead = models.ForeignKey(
        "customers.Lead", null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    batch = models.ForeignKey(
        "applications.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="managed_applications"
    )
    # A key project goes through the green channel: by its level, or marked by us for a reason
    is_key = models.BooleanField(default=False)
    key_reason = models.CharField(max_length=200, blank=True)
    project_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="led_applications"
    )
    chief = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    # Kept up by `applications.actions.settle` after every move, so that the queue is one indexed read
    desks = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    turn = models.CharField(max_length=12, choices=Party.choices, default=Party.CUSTOMER)
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_amber_at = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    undertaking_signed_at = models.DateTimeField(null=True, blank=True)
    complete_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    energised_at = models.DateTimeField(null=True, blank=True)
    resume_on = models.DateField(null=True, blank=True)

    read_at_stage = ""  # where the case stood when it was read, before the move that is under way

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        indexes = [
            # The third column lets the colours be told inside the index: thousands are passed over without their rows
            models.Index(
                fields=["next_due_at", "id", "next_amber_at"],
                name="open_by_promise",
                condition=Q(stage__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["stage", "next_due_at", "id"], name="open_of_a_stage", condition=Q(stage__in=sorted(OPEN))
            ),
            models.Index(fields=["applicant", "-created_at"], name="mine_newest_first"),
            models.Index(
                fields=["next_due_at", "id"], name="open_key_projects", condition=Q(stage__in=sorted(OPEN), is_key=True)
            ),
            GinIndex(fields=["desks"], name="open_by_desk", condition=Q(stage__in=sorted(OPEN))),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="a_stage_is_one_of_the_known_stages")
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def from_db(cls, *row: Any) -> Self:
        application = super().from_db(*row)
        if "stage" not in application.get_deferred_fields():
            application.read_at_stage = application.stage
        return application

    def get_absolute_url(self) -> str:
        return reverse("applications:tracker", args=[self.number])

    @cached_property
    def verdict(self) -> Decision | None:
        """The stored decision as the value that the rules made."""
        return Decision.from_json(self.decision) if self.decision else None

    @property
    def facts(self) -> Inputs:
        """The stored inputs as the value that the rules read."""
        return Inputs.from_json(self.inputs)

    @property
    def plan_mode(self) -> str:
        return self.verdict.plan_mode if self.verdict else ""

    @property
    def permits(self) -> str:
        return self.verdict.permits if self.verdict else ""

    @property
    def is_low_voltage(self) -> bool:
        return self.inputs.get("voltage_class") == "LV"

    @cached_property
    def plan(self) -> Any:
        return self.plans.order_by("-version").first()

    @cached_property
    def survey(self) -> Any:
        return self.surveys.order_by("-id").first()

    @cached_property
    def contract(self) -> Any:
        return self.contracts.order_by("-id").first()

    @cached_property
    def grid_works(self) -> Any:
        return self._in_this_timeline(self.grid_works_rows.first())

    @cached_property
    def customer_works(self) -> Any:
        return self._in_this_timeline(self.customer_works_rows.first())

    @property
    def held(self) -> Any:
        """The capacity that is kept for this case."""
        return self._in_this_timeline(self.reservation)

    def _in_this_timeline(self, row: Any) -> Any:
        if row is not None:
            row.timeline = self.timeline  # so that its next event follows the case's last one
        return row

    @cached_property
    def has_unsettled_papers(self) -> bool:
        return self.documents.unsettled().exists()

    @cached_property
    def lease(self) -> Any:
        return getattr(self, "lease_row", None)

    @cached_property
    def temporary(self) -> Any:
        return getattr(self, "temporary_row", None)

    @property
    def is_temporary(self) -> bool:
        return self.inputs.get("business_type") == "TEMPORARY"

    @property
    def is_increase(self) -> bool:
        return self.inputs.get("business_type") == "INCREASE"

    @cached_property
    def settlement(self) -> Any:
        """Which account gets more power, if that was settled: see `increase`."""
        return self.settlements.select_related("supply_point__customer").order_by("-id").first()

    @property
    def has_settled_account(self) -> bool:
        """Any other supply gets an account of its own when the power comes on."""
        return not self.is_increase or bool(self.settlement and self.settlement.holds_for(self.customer))

    @property
    def awaits_account(self) -> bool:
        """More power is on its way to an account that nobody has named."""
        return self.stage in UNDER_WAY and not self.has_settled_account

    @cached_property
    def permits_are_done(self) -> bool:
        """Nobody has to be asked before our works start, or everybody has said yes."""
        return self.round is None or self.round.is_done()

    def is_built(self) -> bool:
        """Permits settled, grid works accepted, customer's works passed or not needed."""
        grid = self.grid_works is None or self.grid_works.is_over
        customer = self.customer_works is None or self.customer_works.is_over
        return self.permits_are_done and grid and customer

    def works_on_the_spot(self) -> bool:
        return bool(self.verdict and self.verdict.small_micro)

    def is_rated(self) -> bool:
        return self.timeline.ratings.filter(about="energise").exists()

    def mandates_of(self, user: Any) -> list[Any]:
        """What the applicant has entrusted `user` with for this case, read once; an officer, a draft alone."""
        known: dict[int, list[Any]] = self.__dict__.setdefault("_mandates", {})
        if user.pk not in known:
            is_asked = self.applicant_id is not None and (self.stage == Stage.DRAFT or not user.is_staff)
            held = Mandate.objects.standing().held_by(user).over(self.pk, owner=self.applicant_id)
            known[user.pk] = list(held) if is_asked else []
        return known[user.pk]

    def entrusts(self, user: Any, act: str) -> bool:
        return any(act in mandate.acts for mandate in self.mandates_of(user))

    def acting(self, by: Any) -> dict[str, Any]:
        """On whose word somebody acts, for the event: nothing when it is their own case or their office."""
        if by is None or by.pk == self.applicant_id or (by.is_staff and not self.mandates_of(by)):
            return {}
        return {"mandate": next((mandate.pk for mandate in self.mandates_of(by)), None)}

    @property
    def owner_id(self) -> int | None:
        """Who answers for the case now; never blank once it is submitted."""
        return self.manager_id or self.chief_id

    def owner(self) -> User | None:
        return self.manager or self.chief


from applications.authority.models import *  # noqa: E402, F403
from applications.batch.models import *  # noqa: E402, F403
from applications.correction.models import *  # noqa: E402, F403
from applications.energise.models import *  # noqa: E402, F403
from applications.increase.models import *  # noqa: E402, F403
from applications.intake.models import *  # noqa: E402, F403
from applications.lease.models import *  # noqa: E402, F403
from applications.room.models import *  # noqa: E402, F403
from applications.rulebook.models import *  # noqa: E402, F403
from applications.survey.models import *  # noqa: E402, F403
from applications.temporary.models import *  # noqa: E402, F403
from applications.works.models import *  # noqa: E402, F403
