"""Outages in the administration: to look at; every change goes through its action."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from outages.models import Outage, Part, Report


@admin.register(Outage)
class OutageAdmin(ReadOnlyAdmin):
    list_display = ("timeline", "stage", "feeder", "began_at", "restored_at")
    list_filter = ("stage",)
    list_select_related = ("timeline", "feeder")


@admin.register(Part)
class PartAdmin(ReadOnlyAdmin):
    list_display = ("outage", "feeder", "area", "off_at", "back_at", "customers", "is_void")
    list_select_related = ("outage", "feeder", "area")


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("reported_at", "source", "verdict", "is_still_out", "outage")
    list_filter = ("source", "verdict")
