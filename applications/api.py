"""Applications for programs: draft, submit, watch, and every verb that is open to the caller."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.masking import mask_phone
from accounts.programs import paging
from accounts.programs.body import ONE_VALUE, object_of
from accounts.programs.body import answers as answers_to
from accounts.programs.verbs import doing
from accounts.refusals import Hidden, Invalid, NotAllowed, WrongStage
from accounts.signin.rules import CODE_LIFE
from applications import proving
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
)
from applications.stages import Stage
from applications.verbs import VERBS
from deadlines.machine import ask

BESIDES = ("consent", "idempotency_key", "again_reason")
CONSENT = _("Say with consent: true that we may fetch the papers from the authorities. Without it nothing is fetched.")
SUBMIT = {"consent": {"type": "boolean", "description": CONSENT}, "again_reason": {"type": "string", "maxLength": 200}}
SIGNED = {"code": {"type": "string", "maxLength": 6, "description": proving.ASK_FIRST}}
CODE_SENT = inline_serializer(
    "SigningCode", {"sent_to": serializers.CharField(), "minutes": serializers.IntegerField()}
)
UNKNOWN_ANSWER = _("There is no such question. Leave it out.")


SHOP = OpenApiExample(
    "A shop asks for 60 kW",
    request_only=True,
    value={
        "purpose": "BUSINESS", "applied_capacity": "60", "capacity_unit": "KW", "customer_kind": "ENTERPRISE",
        "name": "山茶小店", "uscc": "91350100M000100Y43", "township_code": "411523100", "address": "文博村1号",
    },
)  # fmt: skip


class Applications(APIView):
    """The caller's own applications; for officers, those of the county."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="applications_list", responses=ApplicationSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = Application.objects.visible_to(request.user).select_related("timeline", "customer", "site")
        return paging.told(rows, ApplicationSerializer, request)

    @extend_schema(
        operation_id="applications_create", request=DraftSerializer, responses={201: ApplicationSerializer},
        examples=[SHOP],
    )  # fmt: skip
    @idempotent
    def post(self, request: Request) -> Response:
        """Open a draft with whatever answers there are; nothing is checked before it is submitted.

        An agent says with `for` on which mandate: the draft is its owner's.
        """
        if request.user.is_staff:
            raise NotAllowed
        given = dict(object_of(request.data))
        mandate = given.pop("for", None)
        owner = mandate_for(mandate, agent=request.user, act=Act.APPLY).owner if mandate is not None else None
        draft = open_draft(by=request.user, at=timezone.now(), answers=_known_only(given), owner=owner)
        return _answer(draft, request, status.HTTP_201_CREATED)


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


class SigningCode(APIView):
    """Before a signature: six digits by SMS to the caller's own number, good for this token or session alone."""

    @extend_schema(operation_id="applications_signing_code", request=None, responses={202: CODE_SENT})
    def post(self, request: Request, number: str) -> Response:
        """Ask for the code; the verb that signs takes it as `code`. The limits are those of signing in."""
        application = mine(number, by=request.user)
        if not any(VERBS[verb].is_open_to(application, request.user) for verb in proving.SIGNING):
            raise WrongStage
        proving.send_code(request, at=timezone.now())
        told = {"sent_to": mask_phone(request.user.phone), "minutes": CODE_LIFE.seconds // 60}
        return Response(told, status=status.HTTP_202_ACCEPTED)


class ApplicationVerb(APIView):
    """One verb on one application. The verbs open to the caller are listed in its `actions`."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The code of a signature is tried before the verb's transaction, so that a wrong one counts."""
        super().initial(request, *args, **kwargs)
        verb = kwargs["verb"]
        if verb in proving.SIGNING:
            application = mine(kwargs["number"], by=request.user)
            if VERBS[verb].is_open_to(application, request.user):
                proving.ask_program(request, verb, at=timezone.now())

    @extend_schema(
        operation_id="applications_verb", responses=ApplicationSerializer,
        **doing(VERBS, besides={"submit": SUBMIT, **dict.fromkeys(proving.SIGNING, SIGNED)}),
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, number: str, verb: str) -> Response:
        application = mine(number, by=request.user)
        if verb == "submit":
            return _answer(submit_draft(application, request.data, by=request.user), request)
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
    form = verb.form(answers_to(data, verb.form), files)
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
    return {name: value for name, value in object_of(data).items() if name not in BESIDES}


def _told(application: Application, request: Request, code: int = status.HTTP_200_OK) -> Response:
    return _answer(mine(application.number, by=request.user), request, code)


def _answer(application: Application, request: Request, code: int = status.HTTP_200_OK) -> Response:
    return Response(ApplicationSerializer(application, context={"request": request}).data, status=code)


class Events(APIView):
    """What happened to the case, oldest first."""

    pagination_class = paging.InOrder

    @extend_schema(operation_id="applications_events", responses=EventSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        events = mine(number, by=request.user).timeline.events.select_related("by")
        return paging.told(events, EventSerializer, request, pages=paging.InOrder)


class Clocks(APIView):
    """Every promise of the case with its days, in the order in which they began."""

    pagination_class = paging.InOrder

    @extend_schema(operation_id="applications_clocks", responses=ClockSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        clocks = mine(number, by=request.user).timeline.clocks.select_related("timeline")
        return paging.told(clocks, ClockSerializer, request, pages=paging.InOrder, at=timezone.now())
