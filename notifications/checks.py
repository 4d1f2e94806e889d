"""Mistakes in message texts, found when the portal starts rather than when a customer reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import override

from notifications import rules, templates
from notifications.choices import Channel

MOST_PARTS = 4


@register()
def texts_are_fit_to_send(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [problem for template in templates.registered() for problem in _problems(template)]


def _problems(template: templates.Template) -> Iterator[CheckMessage]:
    for language, _name in settings.LANGUAGES:
        with override(language):
            text = str(template.sms or template.body)
        if Channel.SMS not in template.channels:
            continue
        if "://" in text or "www." in text:
            yield Error(f"{template.key} ({language}): an SMS of ours holds no link.", id="notifications.E001")
        if language == "zh-hans" and rules.sms_parts(text) > MOST_PARTS:
            yield Error(f"{template.key}: too long for an SMS; give it a short form.", id="notifications.E002")
