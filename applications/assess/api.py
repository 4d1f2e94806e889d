"""`POST /api/v1/assessments/`: what a supply would mean for the customer, before anybody applies."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from redis.exceptions import RedisError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from accounts.refusals import Invalid
from applications.assess.parsers import ExactJSONParser
from applications.assess.serializers import AssessmentAnswer, AssessmentQuestion, ProblemAnswer
from applications.deciding import rules_of_day
from applications.rules import NoRuleSet, decide

TOO_EARLY = _("No rules are in force on this day. Give a later day, or leave it out for today.")


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
        responses={
            200: AssessmentAnswer,
            (400, "application/problem+json"): ProblemAnswer,
            (429, "application/problem+json"): ProblemAnswer,
        },
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
        return Response(AssessmentAnswer(decide(question.inputs, rule_set)).data)
