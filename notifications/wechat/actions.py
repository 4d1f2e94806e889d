"""Writes about WeChat: what people did there, and what a refused or accepted message tells about them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.doors.actions import index_of
from accounts.doors.choices import Door
from connectors.actions import remember_once
from connectors.wechat.client import NOT_FOLLOWING, REFUSED_BY_PERSON
from connectors.wechat.wire import Happened, News
from notifications.actions import take_news
from notifications.models import Delivery
from notifications.wechat.models import WechatContact

SOURCE = "wechat"
RECEIPTS = {Happened.ARRIVED: "DELIVERED", Happened.LOST: "FAILED"}


class TooSoon(LookupError):
    """News of a message whose number has not been written down yet: WeChat tells it again."""


@transaction.atomic
def take(news: News, *, at: datetime) -> bool:
    """True when it was new and meant something. The same thing told twice counts once. Raises TooSoon."""
    if news.happened in RECEIPTS and not Delivery.objects.told_by_wechat(news.provider_ref).exists():
        raise TooSoon
    if not remember_once(SOURCE, news.news_id, at=at):
        return False
    if news.happened in RECEIPTS:
        told = RECEIPTS[news.happened]
        return take_news(told, provider_ref=news.provider_ref, reason=news.reason, at=at)
    contact = _contact(index_of(Door.WECHAT, news.openid), at=at)
    return _choose(contact, news, at=at)


def _contact(subject_index: str, *, at: datetime) -> WechatContact:
    new = WechatContact(subject_index=subject_index, heard_at=at)
    WechatContact.objects.bulk_create([new], ignore_conflicts=True)
    return WechatContact.objects.select_for_update().get(subject_index=subject_index)


def _choose(contact: WechatContact, news: News, *, at: datetime) -> bool:
    templates = settings.CONNECTORS["wechat"].get("templates", {})
    if news.happened in {Happened.FOLLOWED, Happened.LEFT}:
        contact.is_following = news.happened == Happened.FOLLOWED
    elif news.template_id == templates.get("lasting"):
        contact.lasting_since = (contact.lasting_since or at) if news.happened == Happened.AGREED else None
    elif news.template_id == templates.get("once") and news.happened == Happened.AGREED:
        contact.once_left += 1
    else:
        return False
    contact.heard_at = at
    contact.save()
    return True


def note_accepted(contact: WechatContact | None, *, was_once: bool) -> None:
    """A yes to one message is used up by it."""
    if contact is not None and was_once:
        WechatContact.objects.filter(pk=contact.pk, once_left__gt=0).update(once_left=F("once_left") - 1)


def note_refused(subject_index: str, errcode: int, *, at: datetime) -> None:
    """WeChat's no tells what its own news has not told us, or not yet."""
    if errcode == NOT_FOLLOWING:
        fresh: dict[str, object] = {"is_following": False}
    elif errcode == REFUSED_BY_PERSON:
        fresh = {"once_left": 0, "lasting_since": None}
    else:
        return
    with transaction.atomic():
        _contact(subject_index, at=at)
        WechatContact.objects.filter(subject_index=subject_index).update(heard_at=at, **fresh)
