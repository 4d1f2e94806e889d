"""The filing of a case for programs: what was signed and filed, its receipt, the restored ground."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs.body import answers
from accounts.programs.verbs import doing
from accounts.refusals import Hidden, Invalid
from applications.actions import mine
from applications.room.filings import ACTS, ask, filing_of, open_to
from approvals.models import Filing


class FilingSerializer(serializers.ModelSerializer[Filing]):
    case = serializers.CharField(source="timeline.reference", read_only=True)
    stage_label = serializers.CharField(source="get_stage_display", read_only=True)
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Filing
        fields = (
            "case", "stage", "stage_label", "basis_document", "basis_issuer", "signed_at", "signed_how",
            "letter_sha256", "receipt_no", "receipt_at", "restored_at", "restoration_sha256", "actions",
        )  # fmt: skip
        read_only_fields = fields

    def get_actions(self, filing: Filing) -> list[str]:
        return [act.name for act in open_to(filing, self.context["request"].user)]


class OneFiling(APIView):
    """The undertaking in place of permits. Its customer signs it with the case's own `sign_undertaking`."""

    @extend_schema(operation_id="applications_filing", responses=FilingSerializer)
    def get(self, request: Request, number: str) -> Response:
        return _told(number, request)


class FilingVerb(APIView):
    """Enter the receipt, or show with a photo that the ground is restored."""

    @extend_schema(operation_id="applications_filing_verb", responses=FilingSerializer, **doing(ACTS))
    @idempotent
    def post(self, request: Request, number: str, verb: str) -> Response:
        if not request.user.is_staff:
            raise Hidden
        found = filing_of(mine(number, by=request.user))
        if verb not in ACTS:
            raise Http404
        ask(found, verb, by=request.user)
        form: Any = ACTS[verb].form(answers(request.data, ACTS[verb].form), request.FILES)
        if not form.is_valid():
            raise Invalid(form.errors)
        ACTS[verb].action(found.pk, by=request.user, at=timezone.now(), **form.arguments())
        return _told(number, request)


def _told(number: str, request: Request) -> Response:
    found = filing_of(mine(number, by=request.user))
    return Response(FilingSerializer(found, context={"request": request}).data)
