"""Customers and those who serve them in the administration: masked, and to look at. Ratings are not shown here."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from customers.models import AccountManager, AccountSeries, Assignment, ChiefOfficer, Customer, Site, SupplyPoint


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    """Masked, as everywhere: whoever needs more says why on the case."""

    fields = ("kind", "display_name", "phone", "importance_level", "importance_document", "registered_at")
    list_display = ("display_name", "kind", "importance_level", "registered_at")
    list_filter = ("kind", "importance_level")


@admin.register(Site)
class SiteAdmin(ReadOnlyAdmin):
    fields = ("area_name", "address", "region_code", "township_code", "village_code", "location_class")
    list_display = ("__str__", "township_code", "location_class")


@admin.register(SupplyPoint)
class SupplyPointAdmin(ReadOnlyAdmin):
    list_display = ("account_no", "voltage_class", "capacity_kva", "opened_at", "closed_at")
    search_fields = ("account_no",)


@admin.register(AccountManager)
class AccountManagerAdmin(ReadOnlyAdmin):
    list_display = ("user", "open_case_cap", "open_cases", "is_taking_cases")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("timeline", "manager", "is_chosen", "taken_at", "released_at")
    list_select_related = ("timeline", "manager__user")


@admin.register(ChiefOfficer)
class ChiefOfficerAdmin(ReadOnlyAdmin):
    list_display = ("user", "rank", "absent_from", "absent_until")


admin.site.register(AccountSeries, ReadOnlyAdmin)
