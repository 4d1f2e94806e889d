"""What is asked rather than read: a search by place, and news by SMS without an account."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import CodePurpose
from accounts.masking import mask_phone
from accounts.models import OneTimeCode
from accounts.origin import client_ip
from accounts.signin import actions as signin
from accounts.signin import rules, sessions
from accounts.signin.forms import CodeForm
from accounts.signin.views import FormPage
from portal.disclosure import store
from portal.disclosure.outages import actions
from portal.disclosure.outages.forms import SubscribeForm
from portal.disclosure.outages.showing import TOWN_NAMES
from portal.disclosure.views import published

WANTED, PENDING = "outage_news_wanted", "outage_news_code"
LONGEST_QUERY = 60


@require_safe
def outages(request: HttpRequest) -> HttpResponse:
    """The published page; with `q`, what of it concerns a place. Asks the published facts, not the database."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    if not query:
        return published(request)
    answer = published(request)  # makes the facts where they are missing
    if answer.status_code not in (200, 304):
        return answer
    context = {"query": query, "found": found(query), "is_published": True}
    return render(request, "public/outages_found.html", context)


def found(query: str) -> list[dict[str, Any]]:
    """Outages at a place, as published: a name in what was typed, or what was typed in a name."""
    path = store.file_of("/public/outages.geojson", "")
    if path is None or not path.is_file():
        return []
    language = "zh" if str(get_language()).startswith("zh") else "en"
    rows = [feature["properties"] for feature in json.loads(path.read_bytes())["features"]]
    return [_row(row, language) for row in rows if concerns(row, query)]


def concerns(row: dict[str, Any], query: str) -> bool:
    names = [name for part in ("communityDescriptor", "areas") for name in row[part].split("、") if name]
    words = query.casefold().split()
    return any(name.casefold() in query.casefold() for name in names) or all(
        any(word in name.casefold() for name in [*names, row["feeder"], row["subGeographicalRegion"], row["mRID"]])
        for word in words
    )


def _row(row: dict[str, Any], language: str) -> dict[str, Any]:
    moments = ("reportedStartTime", "estimatedRestorationTime", "actualRestorationTime")
    told = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in moments}
    return {**row, **row["labels"][language], **told, "address": f"/public/outages/{row['mRID']}/"}


class SubscribePage(FormPage):
    """First the places and the number; the code proves that the number is the asker's own."""

    template, form = "public/subscribe.html", SubscribeForm  # type: ignore[assignment]

    def take(self, cleaned: dict[str, Any], *, at: datetime) -> str:
        issued = signin.issue_code(
            cleaned["phone"], purpose=CodePurpose.SUBSCRIBE, nonce=sessions.nonce_of(self.request),
            ip=client_ip(self.request), language=get_language() or "", at=at,
        )  # fmt: skip
        self.request.session[WANTED], self.request.session[PENDING] = cleaned["townships"], issued.pk
        return "/public/outages/subscribe/code/"


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SubscribeCodePage(FormPage):
    template, form = "public/subscribe_code.html", CodeForm
    pending: OneTimeCode

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        pending = OneTimeCode.objects.filter(pk=request.session.get(PENDING) or 0, used_at=None).first()
        if pending is None:
            return redirect("disclosure:subscribe")
        self.pending = pending
        return super().dispatch(request, *args, **kwargs)

    def words(self) -> dict[str, Any]:
        return {
            "masked_phone": mask_phone(self.pending.phone), "minutes": rules.CODE_LIFE.seconds // 60,
            "sms_page": f"{settings.SIMULATOR_URL}/sms/" if settings.DEMO else "",
        }  # fmt: skip

    def take(self, cleaned: dict[str, Any], *, at: datetime) -> str:
        session = self.request.session
        nonce = sessions.nonce_of(self.request)
        phone = signin.use_code(self.pending.pk, cleaned["code"], purpose=CodePurpose.SUBSCRIBE, nonce=nonce, at=at)
        rows = actions.subscribe(phone, session.pop(WANTED, []), at=at, language=get_language() or "")
        del session[PENDING]
        session["outage_news"] = [(row.token, row.township_code) for row in rows]
        return "/public/outages/subscribed/"


@never_cache
@require_safe
def subscribed(request: HttpRequest) -> HttpResponse:
    """Every subscription of the number just proved, each with the link that ends it."""
    rows = request.session.get("outage_news")
    if not rows:
        return redirect("disclosure:subscribe")
    told = [{"token": token, "town": TOWN_NAMES.get(code, code)} for token, code in rows]
    return render(request, "public/subscribed.html", {"rows": told})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link asks once more: programs that look into messages follow links too."""
    if request.method != "POST":
        return render(request, "public/unsubscribe.html")
    row = actions.unsubscribe(token, at=timezone.now())
    if row is None:
        raise Http404
    return render(request, "public/unsubscribe.html", {"town": TOWN_NAMES.get(row.township_code, ""), "is_done": True})
