"""What WeChat tells about a person who may or may not have an account here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class WechatContactQuerySet(models.QuerySet["WechatContact"]):
    def may_subscribe(self) -> WechatContactQuerySet:
        return self.filter(Q(lasting_since__isnull=False) | Q(once_left__gt=0))


class WechatContact(models.Model):
    """Found by the keyed fingerprint of an openid, so that it is known before the person links it, and names nobody."""

    subject_index = models.CharField(max_length=64, unique=True)
    is_following = models.BooleanField(default=True)
    once_left = models.PositiveSmallIntegerField(default=0)
    lasting_since = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()

    objects = WechatContactQuerySet.as_manager()

    class Meta:
        app_label = "notifications"
        constraints = [
            models.CheckConstraint(condition=Q(once_left__gte=0), name="nobody_owes_wechat_a_message"),
        ]

    def __str__(self) -> str:
        return f"WeChat contact {self.pk}"
