"""The company's works and the customer's works: two small machines beside the application's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.roles import Role, by_role, by_system, either
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.works.choices import CUSTOMER_OVER, GRID_OVER, UNREPORTED, CustomerStage, GridStage
from deadlines.machine import condition

G, C = GridStage, CustomerStage


def by_another_inspector(works: GridWorks, user: Any) -> bool:
    """Nobody accepts works he managed."""
    return by_role(Role.INSPECTOR)(works, user) and works.managed_by_id != user.pk


@condition(_("Works start only after the permits are granted or the undertaking is filed."))
def permits_are_settled(works: GridWorks) -> bool:
    return works.application.round is None or works.application.round.is_done()


class GridWorks(models.Model):
    """What the company builds for this customer."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="grid_works_rows"
    )
    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="+")
    stage = FSMField(max_length=20, choices=G.choices, default=G.PENDING, protected=True)
    rule = models.CharField(max_length=10)
    clock = models.CharField(max_length=20, blank=True)
    limit_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    managed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    progress = models.TextField(blank=True)

    class Meta:
        app_label = "applications"
        constraints = [models.UniqueConstraint(fields=["application"], name="one_row_of_grid_works_per_application")]

    def __str__(self) -> str:
        return f"grid works of {self.application_id}"

    @property
    def is_over(self) -> bool:
        return self.stage in GRID_OVER

    @transition(
        "stage", G.PENDING, G.STARTED, conditions=[permits_are_settled],
        permission=either(by_system, by_role(Role.WORKS, Role.MANAGER)),
    )  # fmt: skip
    def start_grid_works(self) -> None: ...

    @transition("stage", G.STARTED, G.PAUSED, permission=by_role(Role.WORKS, Role.CHIEF))
    def pause_grid_works(self) -> None: ...

    @transition("stage", G.PAUSED, G.STARTED, permission=either(by_system, by_role(Role.WORKS, Role.CHIEF)))
    def resume_grid_works(self) -> None: ...

    @transition("stage", G.STARTED, G.DONE, permission=by_role(Role.WORKS))
    def finish_grid_works(self) -> None: ...

    @transition("stage", G.DONE, G.STARTED, permission=by_another_inspector)
    def return_grid_works(self) -> None: ...

    @transition("stage", G.DONE, G.ACCEPTED, permission=by_another_inspector)
    def accept_grid_works(self) -> None: ...

    @transition("stage", [G.PENDING, G.STARTED, G.PAUSED, G.DONE], G.CANCELLED, permission=by_system)
    def cancel_grid_works(self) -> None: ...


class CustomerWorks(models.Model):
    """What the customer builds. Drawings and hidden works are looked at for important or special loads only."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="customer_works_rows"
    )
    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="+")
    stage = FSMField(max_length=20, choices=C.choices, default=C.BUILDING, protected=True)
    has_mid_inspection = models.BooleanField(default=False)
    mid_passed_at = models.DateTimeField(null=True, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "applications"
        constraints = [
            models.UniqueConstraint(fields=["application"], name="one_row_of_customer_works_per_application")
        ]

    def __str__(self) -> str:
        return f"customer works of {self.application_id}"

    @property
    def is_over(self) -> bool:
        return self.stage in CUSTOMER_OVER

    def acting(self, by: Any) -> dict[str, Any]:
        return self.application.acting(by)

    def needs_mid_inspection(self) -> bool:
        """Hidden works belong to these works; they may be asked for more than once, each part before it is covered."""
        return self.has_mid_inspection

    def mid_inspection_is_open(self) -> bool:
        return self.has_mid_inspection and self.mid_passed_at is None

    @transition("stage", [C.DESIGNING, C.DESIGN_RETURNED], C.DESIGN_SUBMITTED, permission=for_customer(Act.WORKS))
    def submit_design(self) -> None: ...

    @transition("stage", C.DESIGN_SUBMITTED, C.DESIGN_OK, permission=by_role(Role.INSPECTOR))
    def approve_design(self) -> None: ...

    @transition("stage", C.DESIGN_SUBMITTED, C.DESIGN_RETURNED, permission=by_role(Role.INSPECTOR))
    def return_design(self) -> None: ...

    @transition("stage", C.DESIGN_OK, C.BUILDING, permission=for_customer(Act.WORKS))
    def start_building(self) -> None: ...

    @transition("stage", sorted(UNREPORTED), None, permission=for_customer(Act.WORKS))
    def plan_customer_works(self) -> None: ...

    @transition(
        "stage", [C.DESIGN_OK, C.BUILDING, C.MID_OK, C.MID_FAILED], C.MID_REQUESTED,
        conditions=[condition(_("This supply needs no inspection of hidden works."))(needs_mid_inspection)],
        permission=for_customer(Act.WORKS),
    )  # fmt: skip
    def request_mid_inspection(self) -> None: ...

    @transition("stage", C.MID_REQUESTED, C.MID_OK, permission=by_role(Role.INSPECTOR))
    def pass_mid_inspection(self) -> None: ...

    @transition("stage", C.MID_REQUESTED, C.MID_FAILED, permission=by_role(Role.INSPECTOR))
    def fail_mid_inspection(self) -> None: ...

    @transition(
        "stage", [C.DESIGN_OK, C.BUILDING, C.MID_OK, C.RECTIFYING], C.REPORTED_COMPLETE,
        conditions=[
            condition(_("The hidden works must be inspected first. Ask for that inspection."))(
                lambda works: not works.mid_inspection_is_open()
            )
        ],
        permission=for_customer(Act.WORKS),
    )  # fmt: skip
    def report_completion(self) -> None: ...

    @transition("stage", C.REPORTED_COMPLETE, C.INSPECT_PASSED, permission=by_role(Role.INSPECTOR))
    def pass_inspection(self) -> None: ...

    @transition("stage", C.REPORTED_COMPLETE, C.INSPECT_FAILED, permission=by_role(Role.INSPECTOR))
    def fail_inspection(self) -> None: ...

    @transition("stage", C.INSPECT_FAILED, C.RECTIFYING, permission=for_customer(Act.WORKS))
    def start_rectifying(self) -> None: ...

    @transition("stage", C.INSPECT_PASSED, C.RECTIFYING, permission=by_system)
    def reopen_for_fault(self) -> None: ...

    @transition(
        "stage", sorted(set(C) - CUSTOMER_OVER), C.CANCELLED, permission=by_system
    )  # fmt: skip
    def cancel_customer_works(self) -> None: ...


class Inspection(models.Model):
    """One visit of the inspector and its result: at a failure, one complete list of defects with their clauses."""

    works = models.ForeignKey(CustomerWorks, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(
        max_length=12, choices=[("DESIGN", _("Drawings")), ("MID", _("Hidden works")), ("COMPLETION", _("Completion"))]
    )
    inspected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    inspected_at = models.DateTimeField()
    has_passed = models.BooleanField()
    defects = models.JSONField(default=list)
    remark = models.TextField(blank=True)

    class Meta:
        app_label = "applications"
        constraints = [
            models.CheckConstraint(
                condition=Q(has_passed=True) | ~Q(defects=[]), name="a_failed_inspection_names_its_defects"
            )
        ]

    def __str__(self) -> str:
        return f"inspection {self.pk}"
