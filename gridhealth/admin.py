"""The network in the administration: to look at."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from gridhealth.models import Feeder, GridCell, MainTransformer, Reservation, Substation, TransformerArea
from gridhealth.topology.models import Branch, Switching


@admin.register(GridCell, Substation)
class PlacedAdmin(ReadOnlyAdmin):
    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(MainTransformer, TransformerArea)
class TransformerAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "rated_kva", "peak_kva", "peak_on")
    search_fields = ("code", "name")


@admin.register(Feeder)
class FeederAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "voltage_kv", "current_limit_a", "peak_kw", "peak_on")
    search_fields = ("code", "name")


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = ("timeline", "feeder", "area", "applied_kva", "firm_kva", "stage", "reserved_at")
    list_filter = ("stage",)
    list_select_related = ("timeline", "feeder", "area")


@admin.register(Branch)
class BranchAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "kind", "feeder", "is_closed", "length_m")
    list_filter = ("kind", "is_closed")
    list_select_related = ("feeder",)
    search_fields = ("code", "name")


@admin.register(Switching)
class SwitchingAdmin(ReadOnlyAdmin):
    list_display = ("branch", "is_closed", "at", "by", "moved")
    list_select_related = ("branch", "by")
