"""The wizard: one thing a page, everything typed is kept, and at the end one look and one button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import NotAllowed, Unmet
from applications.actions import mine
from applications.agency.actions import mandate_for
from applications.agency.choices import Act
from applications.counter.queries import may_serve
from applications.intake import actions, who_serves
from applications.intake.duplicates import same_place
from applications.intake.forms import AgreementForm
from applications.intake.overview import overview, problems, promise
from applications.intake.pages import BY_NAME, CHECK, Page, Way, is_old, purposes_for
from applications.intake.prefill import from_assessment
from applications.models import Application
from applications.rules import BusinessType
from applications.stages import Stage
from customers.accounts import own_accounts

OFFICERS = gettext_lazy(
    "Officers do not apply in their own name. Whoever serves customers applies with them at the counter."
)
LONGEST = 2000


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What you need: your phone and two minutes. Drafts that wait come first."""
    drafts: Any = []
    if request.user.is_authenticated and not request.user.is_staff:
        mine_all = Application.objects.visible_to(request.user)
        drafts = (
            mine_all.filter(stage=Stage.DRAFT, draft__isnull=False)
            .select_related("draft")
            .order_by("-draft__saved_at")[:5]
        )
    context = {"drafts": drafts, "query": request.GET.urlencode(), "may_serve": may_serve(request.user)}
    return render(request, "intake/start.html", context)


def _start(request: Any) -> str:
    """Where this person begins an application: alone, or an officer with a customer at the counter."""
    return reverse("counter:start" if request.user.is_staff else "intake:start")


@login_required
@never_cache
@idempotent
def begin(request: HttpRequest) -> HttpResponse:
    """The first question. A draft exists only from the first answer on."""
    if request.user.is_staff and "for" not in request.GET:
        raise NotAllowed(OFFICERS)
    given, first, at = from_assessment(request.GET), BY_NAME["what"], timezone.now()
    owner = mandate_for(request.GET["for"], agent=request.user, act=Act.APPLY).owner if "for" in request.GET else None
    if request.method != "POST":
        return _shown(request, Way(given, on=timezone.localdate(at)), first, back=_start(request))
    answers = {**given, **_typed(request, first.asks({}, None))}  # type: ignore[arg-type]
    draft = actions.open_draft(by=request.user, at=at, answers=answers, owner=owner)
    return _go_on(draft, first, at=at)


@login_required
@require_safe
@never_cache
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """Where the customer was, on whichever device."""
    draft = mine(number, by=request.user)
    if draft.stage != Stage.DRAFT:
        return redirect(draft.get_absolute_url())
    way = _way(draft, at=timezone.now())
    if is_old(draft.draft.form_version):
        messages.info(
            request, _("Our form has changed since you began. Your answers are kept; only what is new is asked.")
        )
    return redirect(_address(draft, way.next))


@login_required
@never_cache
@sensitive_post_parameters()
def page(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One page of questions; a POST keeps what was typed whether it can be taken or not."""
    draft, at = mine(number, by=request.user), timezone.now()
    if draft.stage != Stage.DRAFT:
        return redirect(draft.get_absolute_url())
    if name not in BY_NAME:
        raise Http404
    chosen, way = BY_NAME[name], _way(draft, at=at)
    if chosen not in way.pages:
        return redirect(_address(draft, way.next))
    if request.method == "POST":
        actions.save_answers(draft.pk, by=request.user, at=at, answers=_typed(request, way.asks(chosen)))
        _name_the_open_one(request, draft, chosen)
        return _go_on(draft, chosen, at=at)
    before = way.before(name)
    back = _address(draft, before) if before else _start(request)
    return _shown(request, way, chosen, back=back, draft=draft, is_checked="again" in request.GET)


def _name_the_open_one(request: HttpRequest, draft: Application, done: Page) -> None:
    """As soon as the place is known, not after everything has been typed."""
    same = same_place(actions.answers_of(draft), by=draft.applicant) if done.name == "where" else None
    if same is not None:
        said = _(
            "You have an open application for this place already: %(number)s. You find it under “My applications”."
        )
        messages.info(request, said % {"number": same.number})


def _go_on(draft: Application, done: Page, *, at: datetime) -> HttpResponse:
    """To the next page that needs the customer; back to this one, with its sentences, if it does."""
    way = _way(draft, at=at)
    if done in way.pages and not way.is_done(done):
        return redirect(f"{_address(draft, done.name)}?again")
    return redirect(_address(draft, way.next))


def _way(application: Application, *, at: datetime) -> Way:
    # Read anew: the draft may have been saved in this request.
    answers = actions.answers_of(application)
    wants_more = answers.get("business_type") == BusinessType.INCREASE
    own = list(own_accounts(application.applicant)) if wants_more else []
    return Way(answers, on=timezone.localdate(at), own=own)


def _address(draft: Application, name: str) -> str:
    return (
        reverse("intake:check", args=[draft.number])
        if name == CHECK
        else reverse("intake:page", args=[draft.number, name])
    )


def _typed(request: HttpRequest, names: Any) -> dict[str, str]:
    """The posted answers to the questions of this page, as they were typed; a box left empty is an answer too."""
    return {name: request.POST.get(name, "")[:LONGEST] for name in names}


def _shown(
    request: HttpRequest, way: Way, chosen: Page, *, back: str, draft: Any = None, is_checked: bool = False
) -> HttpResponse:
    form = way.form(chosen, way.answers if is_checked else None)
    number, total = way.place(chosen.name)
    context = {
        "form": form, "page": chosen, "back": back, "draft": draft, "number": number, "total": total,
        "alone": next(iter(form)) if len(form.fields) == 1 else None,
    }  # fmt: skip
    return render(request, "intake/page.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@sensitive_post_parameters()
@idempotent
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Everything at a glance, what it leads to, what is agreed to, and one button."""
    draft, at = mine(number, by=request.user), timezone.now()
    if draft.stage != Stage.DRAFT:
        return redirect(draft.get_absolute_url())
    way = _way(draft, at=at)
    if way.next != CHECK:
        return redirect(_address(draft, way.next))
    whole, same = way.whole(), same_place(way.relevant(), by=draft.applicant)
    foreseen, is_agent = promise(whole, at=at), draft.applicant_id != request.user.pk
    asked = () if is_agent else purposes_for(way.answers["customer_kind"])
    agreement = AgreementForm(
        request.POST if request.method == "POST" else None, purposes=asked, undertakes=foreseen.undertakes,
        is_second=same is not None, auto_id="id_%s",
    )  # fmt: skip
    if request.method == "POST" and whole.is_valid() and agreement.is_valid():
        return _submitted(request, draft, {**whole.cleaned_data, **agreement.cleaned_data}, agreement.agreed, at=at)
    context = {
        "draft": draft, "rows": overview(way, draft),
        "served_by": who_serves.words(way.answers.get("manager", ""), at=at),
        "foreseen": foreseen, "form": agreement,
        "problems": problems(way, whole, draft),
        "back": _address(draft, way.before(CHECK)), "same": same, "owner": draft.applicant if is_agent else None,
    }  # fmt: skip
    return render(request, "intake/check.html", context, status=422 if request.method == "POST" else 200)


def _submitted(
    request: HttpRequest, draft: Application, answers: Any, agreed: list[str], *, at: datetime
) -> HttpResponse:
    try:
        actions.submit(draft.pk, by=request.user, at=at, answers=answers, agreed=agreed)
    except Unmet as refusal:
        if refusal.code == "manager-full":
            return who_serves.send_back(request, draft.number, refusal)
        messages.error(request, str(refusal.sentence))
        return redirect("intake:check", draft.number)
    messages.success(
        request, _("We have your application. You need not bring anything: we are fetching your papers now.")
    )
    return redirect("room:case" if request.user.is_staff else "applications:tracker", draft.number)


@login_required
@require_POST
@idempotent
def discard(request: HttpRequest, number: str) -> HttpResponse:
    draft = mine(number, by=request.user)
    actions.discard_draft(draft.pk, by=request.user, at=timezone.now())
    messages.success(request, _("The draft is gone, with everything you had typed."))
    return redirect(_start(request))
