"""`POST /api/v1/assessments/`: what a supply would mean for the customer, before anybody applies."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from redis.exceptions import RedisError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from accounts.refusals import Invalid
from applications.assess.parsers import ExactJSONParser
from applications.assess.rooms import is_too_little
from applications.assess.serializers import AssessmentAnswer, AssessmentQuestion, CapacityAnswer
from applications.deciding import rules_of_day
from applications.rules import NoRuleSet, RuleSet, decide
from gridhealth.capacity.township import InTownship, in_township

TOO_EARLY = _("No rules are in force on this day. Give a later day, or leave it out for today.")


SHOP = OpenApiExample(
    "A shop on low voltage",
    request_only=True,
    value={
        "voltage_class": "LV", "applied_capacity_kw": "60", "business_type": "NEW",
        "tariff_class": "COMMERCIAL_INDUSTRIAL", "customer_kind": "ENTERPRISE", "ext_route_length_m": "40",
    },
)  # fmt: skip


class AssessmentThrottle(AnonRateThrottle):
    """Deciding is cheap, so the limit only stops floods; when the counter is away, people are served."""

    scope = "assessments"
    rate = "600/min"

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError:
            return True


class Assessments(APIView):
    """Decides and forgets: nothing is stored, so no sign-in is needed and no key against doing it twice."""

    authentication_classes = []
    permission_classes = [AllowAny]
    parser_classes = [ExactJSONParser]
    throttle_classes = [AssessmentThrottle]

    @extend_schema(
        operation_id="assess",
        tags=["assessments"],
        request=AssessmentQuestion,
        examples=[SHOP],
        responses=AssessmentAnswer,
    )
    def post(self, request: Request) -> Response:
        """Steps, permits, who pays, plan, promises and reasons for one wish for power."""
        question = AssessmentQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        day = question.validated_data.get("as_of") or timezone.localdate()
        try:
            rule_set = rules_of_day(day)
        except NoRuleSet:
            raise Invalid({"as_of": TOO_EARLY}) from None
        room, inputs = room_for(question, rule_set), question.inputs
        if is_too_little(room):
            inputs = replace(inputs, grid_constrained=True)
        answer = AssessmentAnswer(decide(inputs, rule_set)).data
        return Response({**answer, "capacity": CapacityAnswer(room).data if room else None})


def room_for(question: AssessmentQuestion, rule_set: RuleSet) -> InTownship | None:
    """What the township has room for, where it was named; on low voltage kW become kVA by the rule set's factor."""
    given = question.validated_data
    if "township_code" not in given:
        return None
    kva = given.get("applied_capacity_kva") or given["applied_capacity_kw"] / rule_set.lv_power_factor
    return in_township(given["township_code"], kva.quantize(Decimal("0.01")), at=timezone.now())
