"""The calendar, the clocks and the alerts for the eye of an administrator. Nothing is changed here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from deadlines.models import Alert, CalendarDay, CalendarYear, Clock


class ReadOnly:
    """Looking is all an administrator may do: calendars are loaded by command, clocks derived."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


class DayInline(ReadOnly, TabularInline):  # type: ignore[misc]
    model = CalendarDay


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ["year", "revision", "is_published", "source", "loaded_at"]
    inlines = [DayInline]


@admin.register(Clock)
class ClockAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ["timeline", "kind", "cycle", "owner", "started_at", "due_at", "stopped_at", "is_provisional"]
    list_filter = ["owner", "kind", "is_provisional"]
    search_fields = ["timeline__reference"]
    list_select_related = ["timeline"]


@admin.register(Alert)
class AlertAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ["clock", "level", "at", "announced_at", "attempts"]
    list_filter = ["level"]
