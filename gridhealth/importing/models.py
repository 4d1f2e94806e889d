"""Tables of imports: each file with its report, and what changed of the network, when and by whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gridhealth.importing.choices import FIELDS, OVER, PERCENT, FileKind, Phase
from gridhealth.importing.findings import Finding

__all__ = ["NetworkChange", "NetworkImport"]

STALLED_AFTER = timedelta(minutes=15)


class NetworkImport(models.Model):
    """One file for one cell: how far it is, and everything that was found in it."""

    cell = models.ForeignKey("gridhealth.GridCell", on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to="networks/", blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=FileKind.choices, blank=True)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="an_import_is_in_a_known_phase"),
            models.CheckConstraint(
                condition=Q(phase__in=OVER, ended_at__isnull=False) | ~Q(phase__in=OVER),
                name="an_import_ends_when_it_is_over",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.file_name} {self.phase}"

    @property
    def is_over(self) -> bool:
        return self.phase in OVER

    @property
    def percent(self) -> int:
        return PERCENT[Phase(self.phase)]

    def is_stalled(self, at: datetime) -> bool:
        """Whoever worked on it was killed: it may be begun anew."""
        return not self.is_over and self.begun_at is not None and self.begun_at < at - STALLED_AFTER

    def errors(self) -> list[Finding]:
        return [one for one in self._found() if one.is_error]

    def warnings(self) -> list[Finding]:
        return [one for one in self._found() if not one.is_error]

    def _found(self) -> list[Finding]:
        return [Finding(**one) for one in self.findings]


class NetworkChange(models.Model):
    """An object of the network was changed: how it was and how it is, by an import or by a person."""

    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=60)
    before = models.JSONField()
    after = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(NetworkImport, null=True, on_delete=models.PROTECT, related_name="changes")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "code", "-at"], name="what_changed_of_an_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    def differences(self) -> list[tuple[Any, str, str]]:
        """What of it, how it was, how it is."""
        return [(FIELDS.get(name, name), self.before[name], after) for name, after in self.after.items()]
