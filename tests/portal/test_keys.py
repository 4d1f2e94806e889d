"""Every address that changes something takes a key against doing it twice; the others say why they need none."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

OURS = {
    "accounts", "applications", "approvals", "connectors", "customers", "deadlines", "gridhealth", "notifications",
    "outages", "portal",
}  # fmt: skip
CODE = "a one-time code is spent by its first use, and a wrong one has to be counted"
NOBODY = "nobody is signed in here, so there is nobody whose key it could be"
TOLD_BY_OTHERS = "the system that calls gives every piece of news a number of its own"
A_LOOK = "a look changes nothing; what it shows in full is not to be kept"
KEEPS = "the same answers saved twice are saved once, also when others beside them are wrong"
WITHOUT_A_KEY = {
    "accounts.signin.views.PhonePage": NOBODY, "accounts.signin.views.CodePage": CODE,
    "accounts.signin.views.CodeAgain": NOBODY, "accounts.signin.views.StaffPage": NOBODY,
    "accounts.signin.views.StaffCodePage": CODE, "accounts.signin.views.sign_out": NOBODY,
    "portal.disclosure.outages.views.SubscribePage": NOBODY, "portal.disclosure.outages.views.unsubscribe": NOBODY,
    "portal.disclosure.outages.views.SubscribeCodePage": CODE, "accounts.doors.views.forget": NOBODY,
    "accounts.doors.views.LinkPage": CODE,
    "applications.agency.views.grant": CODE, "applications.agency.views.send_again": CODE,
    "applications.counter.views.code": CODE, "applications.counter.views.counter": CODE,
    "applications.counter.views.send_again": CODE, "applications.agency.api.GrantMandate": CODE,
    "applications.works.signing.undertaking": CODE, "applications.views.signing_code": CODE,
    "applications.api.SigningCode": CODE,
    "applications.works.signing.send_code": CODE, "applications.survey.signing.sign": CODE,
    "applications.survey.signing.send_code": CODE,
    "accounts.tokens.views.tokens": A_LOOK, "accounts.views.copy": A_LOOK,
    "notifications.failures.views.number": A_LOOK, "notifications.failures.views.letter": A_LOOK,
    "applications.intake.papers.paper": A_LOOK,
    "applications.correction.views.paper": A_LOOK, "applications.projects.views.see_phone": A_LOOK,
    "applications.room.revealing.reveal_field": A_LOOK, "applications.assess.api.Assessments": A_LOOK,
    "applications.intake.views.page": KEEPS, "applications.correction.views.correct": KEEPS,
    "notifications.wechat.views.events": TOLD_BY_OTHERS, "notifications.views.sms_receipt": TOLD_BY_OTHERS,
    "customers.demands.hotline.push": TOLD_BY_OTHERS, "applications.fromapp.views.push": TOLD_BY_OTHERS,
    "approvals.platform.views.callback": TOLD_BY_OTHERS, "outages.faults.replies.reply": TOLD_BY_OTHERS,
    "outages.faults.hotline.push": TOLD_BY_OTHERS,
}  # fmt: skip


def views(found: list[Any] | None = None) -> Iterator[Any]:
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLResolver):
            yield from views(one.url_patterns)
        else:
            yield getattr(one.callback, "cls", None) or getattr(one.callback, "view_class", None) or one.callback


def takes_posts(view: Any) -> bool:
    return hasattr(view, "post") if inspect.isclass(view) else "POST" in inspect.getsource(inspect.unwrap(view))


def has_one_effect(view: Any) -> bool:
    return getattr(view.post if inspect.isclass(view) else view, "has_one_effect", False)


def test_whatever_changes_something_has_one_effect_under_one_key() -> None:
    ours = {view for view in views() if view.__module__.split(".")[0] in OURS and takes_posts(view)}
    without = {f"{view.__module__}.{view.__name__}" for view in ours if not has_one_effect(view)}
    assert len(ours) > 100
    assert without == set(WITHOUT_A_KEY)
