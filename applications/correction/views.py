"""The customer's answer on one page, and a paper that was handed in with it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.access import reveal
from accounts.refusals import Hidden, Invalid
from applications.acting import act
from applications.actions import mine
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.correction import actions
from applications.correction.forms import CorrectForm
from applications.correction.models import CorrectionItem
from applications.intake.papers import OWN, WhyForm, as_attachment
from applications.stages import Stage


@login_required
@never_cache
@sensitive_post_parameters()
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """The one list and the one answer. What could be taken is kept even when something else is wrong."""
    if request.method == "POST":
        _keep(request, number)
    back = reverse("applications:tracker", args=[number])
    answer: HttpResponse = act(request, number, "correct", back=back, template="correction/correct.html")
    return answer


def _keep(request: HttpRequest, number: str) -> None:
    application = mine(number, by=request.user)
    if application.stage != Stage.CORRECTION or not for_customer(Act.APPLY)(application, request.user):
        return  # `act` says so in words
    form = CorrectForm(request.POST, request.FILES)
    form.expect(application)
    form.is_valid()
    for pk, given in form.given().items():
        try:
            actions.keep_answers(application.pk, by=request.user, at=timezone.now(), answers={pk: given})
        except Invalid:
            continue  # `act` says so beside the field
    for file in request.FILES.values():
        file.seek(0)


@login_required
@never_cache
def paper(request: Any, number: str, pk: int) -> HttpResponse:
    """A paper of an answer: by POST alone, with a reason, and on record. One's own needs no reason."""
    application = mine(number, by=request.user)
    item = CorrectionItem.objects.filter(pk=pk, request__application=application).exclude(file="").first()
    if item is None:
        raise Hidden
    is_own = application.applicant_id == request.user.pk
    form = WhyForm({"reason": OWN} if is_own else request.POST) if request.method == "POST" else WhyForm()
    if request.method == "POST" and form.is_valid():
        reveal(item, "file", by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
        return as_attachment(item.file, item.file_type, name=f"{number}-{item.kind.lower()}")
    back = reverse("room:case" if request.user.is_staff else "applications:tracker", args=[number])
    context = {"application": application, "item": item, "form": form, "is_own": is_own, "back": back}
    return render(request, "correction/paper.html", context, status=422 if form.errors else 200)
