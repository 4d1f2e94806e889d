"""Addresses of signing in and of one's own data."""

from django.urls import path
from django.views.i18n import set_language

from accounts import views
from accounts.doors import views as doors
from accounts.signin import views as signin
from accounts.tokens import views as tokens

urlpatterns = [
    path("sign-in/", signin.PhonePage.as_view(), name="sign-in"),
    path("sign-in/code/", signin.CodePage.as_view(), name="sign-in-code"),
    path("sign-in/code/again/", signin.CodeAgain.as_view(), name="sign-in-code-again"),
    path("sign-in/staff/", signin.StaffPage.as_view(), name="staff-sign-in"),
    path("sign-in/staff/code/", signin.StaffCodePage.as_view(), name="staff-sign-in-code"),
    path("sign-in/without/", doors.forget, name="door-forget"),
    path("sign-in/door/<slug:door>/", doors.out, name="door-out"),
    path("sign-in/door/<slug:door>/back/", doors.back, name="door-back"),
    path("my-data/doors/link/", doors.LinkPage.as_view(), name="door-link"),
    path("my-data/doors/<slug:door>/unlink/", doors.unlink, name="door-unlink"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("language/", set_language, name="language"),
    path("my-data/", views.my_data, name="my-data"),
    path("my-data/copy/", views.copy, name="my-data-copy"),
    path("my-data/consents/<str:purpose>/give/", views.give, name="consent-give"),
    path("my-data/consents/<str:purpose>/withdraw/", views.withdraw, name="consent-withdraw"),
    path("my-data/tokens/", tokens.tokens, name="tokens"),
    path("my-data/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("privacy/", views.privacy, name="privacy"),
]
