"""The further doors."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    WECHAT = "wechat", _("WeChat")
    PROVINCE = "province", _("Provincial unified identity")
