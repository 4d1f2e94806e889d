"""The government side in the administration: to look at; every change goes through its action."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from approvals.models import ExemptionPaper, Filing, Permit, PermitDefinition, Round


@admin.register(PermitDefinition)
class PermitDefinitionAdmin(ReadOnlyAdmin):
    list_display = ("kind", "department", "promised_workdays", "legal_workdays", "effective_from", "effective_to")


@admin.register(ExemptionPaper)
class ExemptionPaperAdmin(ReadOnlyAdmin):
    list_display = ("document", "issuer", "valid_from", "valid_until")


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ("timeline", "kind", "stage", "opened_at", "complete_at", "closed_at")
    list_filter = ("kind", "stage")
    list_select_related = ("timeline",)


@admin.register(Permit)
class PermitAdmin(ReadOnlyAdmin):
    list_display = ("timeline", "kind", "stage", "submitted_at", "decided_at", "document_no")
    list_filter = ("kind", "stage")
    list_select_related = ("timeline",)


@admin.register(Filing)
class FilingAdmin(ReadOnlyAdmin):
    list_display = ("timeline", "stage", "filed_at", "receipt_no", "restored_at")
    list_filter = ("stage",)
    list_select_related = ("timeline",)
