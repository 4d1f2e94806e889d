"""How programs say who they are: a bearer token, or the session with its CSRF token."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.actions import note_use, token_digest
from accounts.models import ApiToken, User
from accounts.programs.scopes import allows, area_of
from accounts.refusals import NotAllowed


class BearerTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer pcp_...`, as `manage.py api_token` prints it."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        keyword, _blank, token = request.headers.get("Authorization", "").partition(" ")
        if keyword.lower() != self.keyword.lower():
            return None
        now = timezone.now()
        standing = ApiToken.objects.standing(at=now).select_related("user")
        found = standing.filter(digest=token_digest(token.strip())).first()
        if found is None:
            raise exceptions.AuthenticationFailed(_("This token is unknown or has expired. Ask for a new one."))
        if not allows(found.scopes, method=request.method or "", area=area_of(request.path)):
            raise NotAllowed(
                _("The scopes of this token do not reach so far. Make one that may do this."), code="scope"
            )
        note_use(found, on=timezone.localdate(now))
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return f'{self.keyword} realm="api"'
