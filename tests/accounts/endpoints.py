"""Addresses that refuse in every way, for the tests of the answers."""

from __future__ import annotations

import threading

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import refusals
from accounts.idempotency import idempotent
from accounts.models import SignInLock, User
from tests.accounts.conftest import AT

pause = threading.Event()
started = threading.Event()


class Body(serializers.Serializer):
    capacity = serializers.DecimalField(max_digits=8, decimal_places=2)


class Lines(serializers.Serializer):
    lines = Body(many=True)


def raising(error):
    def view(request):
        raise error

    return view


class RaisingApi(APIView):
    permission_classes = []
    error: Exception = refusals.WrongStage()

    def get(self, request):
        raise self.error

    def post(self, request):
        Lines(data=request.data).is_valid(raise_exception=True)
        return Response({})


class LockedApi(APIView):
    """Waits for a row that somebody else holds, but not for long."""

    permission_classes = []

    @transaction.atomic
    def get(self, request):
        from django.db import connection

        connection.cursor().execute("SET LOCAL lock_timeout = '100ms'")
        list(User.objects.select_for_update())
        return Response({})


def effect(name):
    SignInLock.objects.create(name_index=name, failed_at=AT)


class EffectApi(APIView):
    @idempotent
    def post(self, request):
        effect(request.data.get("name", "x"))
        if request.data.get("slow"):
            started.set()
            pause.wait(5)
        if request.data.get("refuse"):
            raise refusals.WrongStage
        return Response({"made": SignInLock.objects.count()}, status=201, headers={"Location": "/made/"})


@login_required
@idempotent
def effect_page(request):
    effect(request.POST["name"])
    return redirect("/made/") if request.POST["name"] != "bad" else HttpResponse("again", status=422)


class PrivateApi(APIView):
    def get(self, request):
        return Response({"user": request.user.username})

    post = get


urlpatterns = [
    path("wrong-stage/", raising(refusals.WrongStage())),
    path("hidden/", raising(refusals.Hidden())),
    path("invalid/", raising(refusals.Invalid({"capacity": "Too small."}))),
    path("missing/", raising(Http404())),
    path("denied/", raising(PermissionDenied())),
    path("fault/", raising(RuntimeError("boom"))),
    path("effect/", effect_page),
    path("api/wrong-stage/", RaisingApi.as_view()),
    path("api/hidden/", RaisingApi.as_view(error=refusals.Hidden())),
    path("api/invalid/", RaisingApi.as_view(error=refusals.Invalid({"capacity": "Too small."}))),
    path("api/missing/", RaisingApi.as_view(error=Http404())),
    path("api/fault/", RaisingApi.as_view(error=RuntimeError("boom"))),
    path("api/locked/", LockedApi.as_view()),
    path("api/effect/", EffectApi.as_view()),
    path("api/private/", PrivateApi.as_view()),
    path("", include("portal.urls")),
]
handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
