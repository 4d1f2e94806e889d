"""Whom WeChat reaches about what: followers about outages and danger, others only as far as they agreed."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from accounts.doors.choices import Door
from accounts.doors.models import OutsideIdentity
from accounts.models import User
from connectors.wechat.client import SYSTEM, Way
from notifications.choices import Purpose
from notifications.wechat.models import WechatContact

WAYS = {
    Purpose.OUTAGE: Way.TEMPLATE,
    Purpose.SAFETY: Way.TEMPLATE,
    Purpose.CASE: Way.SUBSCRIPTION,
    Purpose.REQUESTED: Way.SUBSCRIPTION,
}
"""What staff have to do never goes through WeChat."""


def is_set_up() -> bool:
    return bool(settings.CONNECTORS.get(SYSTEM, {}).get("base_url"))


def reached(purpose: str) -> QuerySet[OutsideIdentity]:
    """Those WeChat may and can write to about this.

    Whoever we have heard nothing of may follow us: one try tells, and the SMS waits behind it.
    """
    linked = OutsideIdentity.objects.standing().filter(door=Door.WECHAT)
    way = WAYS.get(Purpose(purpose))
    if way is None or not is_set_up():
        return linked.none()
    contact = WechatContact.objects.filter(subject_index=OuterRef("subject_index"))
    if way is Way.TEMPLATE:
        return linked.exclude(Exists(contact.filter(is_following=False)))
    return linked.filter(Exists(contact.may_subscribe()))


def identity_of(user: User) -> OutsideIdentity | None:
    return OutsideIdentity.objects.standing().filter(user=user, door=Door.WECHAT).first()


def contact_of(identity: OutsideIdentity | None) -> WechatContact | None:
    index = identity.subject_index if identity else ""
    return WechatContact.objects.filter(subject_index=index).first()
