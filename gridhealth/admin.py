"""The network in the administration: to look at."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from gridhealth.models import Feeder, GridCell, MainTransformer, Reservation, Substation, TransformerArea


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
