"""Batches for programs: hand in a file, read what is wrong with which row, submit, watch."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs import paging
from accounts.programs.body import answers
from accounts.refusals import Invalid
from applications.batch import actions
from applications.batch.models import Batch
from applications.batch.views import FileForm, SubmitForm, customers_only, seen

MOST_TOLD = 1000


class BatchSerializer(serializers.ModelSerializer[Batch]):
    counts = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = ("number", "name", "handed_in_at", "submitted_at", "counts")
        read_only_fields = fields

    def get_counts(self, batch: Batch) -> dict[str, int]:
        return batch.counts()


class RowSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    state = serializers.CharField()
    faults = serializers.JSONField(help_text="[column, sentence] for each thing that is wrong.")
    application = serializers.CharField(source="application.number", default="")


class OneBatchSerializer(BatchSerializer):
    """With the rows, the faulty ones first, at most a thousand."""

    rows = serializers.SerializerMethodField()

    class Meta(BatchSerializer.Meta):
        fields = (*BatchSerializer.Meta.fields, "rows")
        read_only_fields = fields

    def get_rows(self, batch: Batch) -> list[dict[str, Any]]:
        rows = batch.rows.exclude(state="DROPPED").select_related("application").order_by("-state", "line")
        rows = sorted(rows[:MOST_TOLD], key=lambda row: (row.state != "FAULTY", row.line))
        return list(RowSerializer(rows, many=True).data)


class FileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="CSV or XLSX with the columns of /batches/template/xlsx/.")


class ConsentSerializer(serializers.Serializer[Any]):
    agrees = serializers.BooleanField(help_text="True: everybody named has agreed in writing.")


class Batches(APIView):
    parser_classes = (MultiPartParser,)
    pagination_class = paging.Pages

    @extend_schema(operation_id="batches_list", responses=BatchSerializer(many=True))
    def get(self, request: Request) -> Response:
        return paging.told(Batch.objects.visible_to(customers_only(request)), BatchSerializer, request)

    @extend_schema(operation_id="batches_create", request=FileSerializer, responses={201: OneBatchSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Hand in a file. The same file again is the same batch (200)."""
        user, form = customers_only(request), FileForm(answers(request.data, FileForm), request.FILES)
        if not form.is_valid():
            raise Invalid(form.errors)
        file = form.cleaned_data["file"]
        batch, is_new = actions.take_file(file.read(), name=file.name, by=user, at=timezone.now())
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(OneBatchSerializer(batch).data, status=code)


class OneBatch(APIView):
    @extend_schema(operation_id="batches_read", responses=OneBatchSerializer)
    def get(self, request: Request, number: str) -> Response:
        return Response(OneBatchSerializer(seen(number, by=customers_only(request))).data)


class SubmitBatch(APIView):
    @extend_schema(operation_id="batches_submit", request=ConsentSerializer, responses=BatchSerializer)
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        batch, form = seen(number, by=customers_only(request)), SubmitForm(answers(request.data, SubmitForm))
        if not form.is_valid():
            raise Invalid(form.errors)
        return Response(BatchSerializer(actions.submit_batch(batch.pk, by=request.user, at=timezone.now())).data)
