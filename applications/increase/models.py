"""Which account gets the power that a case adds: the customer's answer that held, or what an officer settled."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models import Customer


class SettledAccount(models.Model):
    """The newest one counts. Without an account a new one is opened, and the reason says why."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="settlements")
    supply_point = models.ForeignKey(
        "customers.SupplyPoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    # Nobody: the customer's own answer, which agreed with our books
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField()

    class Meta:
        app_label = "applications"
        constraints = [
            models.CheckConstraint(
                condition=Q(supply_point__isnull=False) | (~Q(reason="") & Q(settled_by__isnull=False)),
                name="no_account_is_opened_silently",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supply_point or 'new'} for {self.application_id}"

    def holds_for(self, customer: Customer | None) -> bool:
        """The account is still open, and still this customer's unless an officer has looked at it."""
        point = self.supply_point
        if point is None or point.closed_at is not None:
            return point is None
        return self.settled_by_id is not None or (customer is not None and point.customer.is_same_as(customer))
