"""The accounts in the administration: read, and nothing that goes round the actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from unfold.admin import ModelAdmin

from accounts.models import Consent, PersonalDataAccess, RoleGrant, User
from accounts.roles import Role


def through_the_front_door(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """The administration has no sign-in of its own, so that nobody gets round the second factor."""
    return redirect(f"/sign-in/staff/?{urlencode({'next': request.GET.get('next') or request.path})}")


admin.site.login = through_the_front_door  # type: ignore[method-assign]


LOOKERS = frozenset({Role.SUPERVISOR, Role.CHIEF, Role.AUDITOR})


class ReadOnlyAdmin(ModelAdmin):
    """A table to look at, for those who look after the portal."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "roles", frozenset()) & LOOKERS) or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    fields = ("username", "masked_name", "masked_phone", "language", "is_active", "is_staff", "joined_at", "last_login")
    list_display = ("username", "masked_name", "is_staff", "is_active", "joined_at")
    list_filter = ("is_staff", "is_active")
    search_fields = ("username",)


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "department", "granted_at", "granted_by", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("user", "granted_by")


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("user", "purpose", "text_version", "given_at", "withdrawn_at")
    list_filter = ("purpose",)
    list_select_related = ("user",)


@admin.register(PersonalDataAccess)
class PersonalDataAccessAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "by_roles", "about", "field", "reason", "is_over_quota")
    list_filter = ("is_over_quota",)
    list_select_related = ("by",)
