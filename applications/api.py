"""Applications for programs: draft, submit, watch, and every verb that is open to the caller."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed, WrongStage
from applications.actions import mine
from applications.agency.actions import mandate_for
from applications.agency.choices import Act
from applications.intake.actions import open_draft, save_answers, submit
from applications.intake.duplicates import SAY_WHY, same_place
from applications.intake.pages import known, purposes_for
from applications.intake.questions import ApplicationForm
from applications.models import Application
from applications.serializers import (
    ApplicationSerializer,
    ClockSerializer,
    DraftSerializer,
    EventSerializer,
    SubmitSerializer,
)
from applications.stages import Stage
from applications.verbs import VERBS
from deadlines.machine import ask

BESIDES = ("consent", "idempotency_key", "again_reason")
CONSENT = _("Say with consent: true that we may fetch the papers from the authorities. Without it nothing is fetched.")
UNKNOWN_ANSWER = _("There is no such question. Leave it out.")
ONE_VALUE = _("Give one value, as text, number or true/false.")
NOT_AN_OBJECT = _("Send a JSON object with one entry per answer.")


class NewestFirst(CursorPagination):
    ordering = "-id"
    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"


class Applications(APIView):
    """The caller's own applications; for officers, those of the county."""

    pagination_class = NewestFirst

    @extend_schema(operation_id="applications_list", responses=ApplicationSerializer(many=True))
    def get(self, request: Request) -> Response:
        pages = NewestFirst()
        rows = Application.objects.visible_to(request.user).select_related("timeline", "customer", "site")
        found = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(ApplicationSerializer(found, many=True, context={"request": request}).data)

    @extend_schema(operation_id="applications_create", request=DraftSerializer, responses={201: ApplicationSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Open a draft with whatever answers there are; nothing is checked before it is submitted.

        An agent says with `for` on which mandate: the draft is its owner's.
        """
        if request.user.is_staff:
            raise NotAllowed
        given = dict(_object(request.data))
        mandate = given.pop("for", None)
        owner = mandate_for(mandate, agent=request.user, act=Act.APPLY).owner if mandate is not None else None
        draft = open_draft(by=request.user, at=timezone.now(), answers=_known_only(given), owner=owner)
        return _told(draft, request, status.HTTP_201_CREATED)


class OneApplication(APIView):
    @extend_schema(operation_id="applications_read", responses=ApplicationSerializer)
    def get(self, request: Request, number: str) -> Response:
        return _told(mine(number, by=request.user), request)

    @extend_schema(operation_id="applications_answer", request=DraftSerializer, responses=ApplicationSerializer)
    def patch(self, request: Request, number: str) -> Response:
        """Keep more answers of a draft."""
        application = mine(number, by=request.user)
        save_answers(application.pk, by=request.user, at=timezone.now(), answers=_answers(request))
        return _told(application, request)


class ApplicationVerb(APIView):
    """One verb on one application. The verbs open to the caller are listed in its `actions`."""

    @extend_schema(operation_id="applications_verb", request=SubmitSerializer, responses=ApplicationSerializer)
    @idempotent
    def post(self, request: Request, number: str, verb: str) -> Response:
        application = mine(number, by=request.user)
        if verb == "submit":
            return _told(submit_draft(application, request.data, by=request.user), request)
        if verb not in VERBS:
            raise Http404
        return _told(run(application, verb, request.data, by=request.user, files=request.FILES), request)


def submit_draft(application: Application, data: Any, *, by: Any) -> Application:
    """Submit a draft with its stored answers and those in `data`; `consent` must be said, not assumed."""
    if application.stage != Stage.DRAFT:
        raise WrongStage
    stored = application.draft.answers if hasattr(application, "draft") else {}
    at = timezone.now()
    form = ApplicationForm({**known(stored), **_known_only(data)}, on=timezone.localdate(at))
    is_agent = application.applicant_id != by.pk  # the owner has agreed before, or nothing is submitted
    is_said = is_agent or str(data.get("consent", "")).lower() in ("true", "1", "on")
    missing = {} if is_said else {"consent": [CONSENT]}
    if not form.is_valid() or missing:
        raise Invalid({**form.errors, **missing})
    agreed = purposes_for(form.cleaned_data["customer_kind"])
    answers = {**form.cleaned_data, "again_reason": _why_again(form.cleaned_data, data, by=by)}
    return submit(application.pk, by=by, at=at, answers=answers, agreed=agreed)


def _why_again(answers: Any, data: Any, *, by: Any) -> str:
    """A second application for the same place has a reason, in words."""
    why, same = str(data.get("again_reason") or "").strip()[:200], same_place(answers, by=by)
    if same is not None and not why:
        raise Invalid({"again_reason": [SAY_WHY % {"number": same.number}]})
    return why if same is not None else ""


def run(application: Application, name: str, data: Any, *, by: Any, files: Any = None) -> Application:
    """Ask whether the verb is open, check its input, and call its one action."""
    verb = VERBS[name]
    if verb.may is None:
        row = verb.row(application)
        if row is None:
            raise WrongStage
        ask(row, name, by=by)
    elif not verb.may(application, by):
        raise NotAllowed if by.is_staff else Hidden
    form = verb.form(_days_as_text(verb.form, _object(data)), files)
    form.expect(application)
    if not form.is_valid():
        raise Invalid(form.errors)
    return verb.action(application.pk, by=by, at=timezone.now(), **form.arguments())


def _answers(request: Request) -> dict[str, Any]:
    return _known_only(request.data)


def _known_only(data: Any) -> dict[str, Any]:
    given = _plain(data)
    unknown = sorted(set(given) - set(ApplicationForm.base_fields))
    if unknown:
        raise Invalid({name: [UNKNOWN_ANSWER] for name in unknown})
    nested = [name for name, value in given.items() if isinstance(value, dict | list)]
    if nested:
        raise Invalid({name: [ONE_VALUE] for name in nested})
    # As a browser would send them: a number is its digits, nothing is the empty text.
    return {
        name: value if isinstance(value, bool) else "" if value is None else str(value) for name, value in given.items()
    }


def _plain(data: Any) -> dict[str, Any]:
    return {name: value for name, value in _object(data).items() if name not in BESIDES}


def _object(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise Invalid({"body": [NOT_AN_OBJECT]})
    return data


def _days_as_text(form: type[forms.Form], data: dict[str, Any]) -> dict[str, Any]:
    """A day sent as a number or a list is read as text, so that its field can say what is wrong with it."""
    days = [
        name for name, field in form.base_fields.items() if isinstance(field, forms.DateField | forms.DateTimeField)
    ]
    wrong = {name: str(data[name]) for name in days if not isinstance(data.get(name), str | None)}
    return {**data, **wrong} if wrong else data


def _told(application: Application, request: Request, code: int = status.HTTP_200_OK) -> Response:
    fresh = mine(application.number, by=request.user)
    return Response(ApplicationSerializer(fresh, context={"request": request}).data, status=code)


class Events(APIView):
    @extend_schema(operation_id="applications_events", responses=EventSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        events = mine(number, by=request.user).timeline.events.select_related("by").order_by("seq")
        return Response(EventSerializer(events, many=True, context={"request": request}).data)


class Clocks(APIView):
    @extend_schema(operation_id="applications_clocks", responses=ClockSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        clocks = mine(number, by=request.user).timeline.clocks.select_related("timeline").order_by("started_at", "pk")
        return Response(ClockSerializer(clocks, many=True, context={"at": timezone.now()}).data)
