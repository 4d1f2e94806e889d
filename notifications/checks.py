"""Mistakes in message texts, found when the portal starts rather than when a customer reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.translation import override

from notifications import rules, templates, wordings
from notifications.choices import Channel

MOST_PARTS = 4
STRAY = re.compile(r"%(?!\(\w+\)s|%)")
BRACKETS = ("【", "】")
LINES = ("95598", "12398")


@register()
def texts_are_fit_to_send(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [problem for template in templates.registered() for problem in _problems(template)]


@register(Tags.translation, deploy=True)
def every_wording_is_kept(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Asked before a release, not at each start: a catalogue that is not compiled yet is no changed text."""
    kept, now = wordings.kept(), templates.current()
    return [_unkept(key) for key in wordings.differing(kept, now)] + [_altered(key) for key in wordings.altered(kept)]


def _unkept(key: str) -> CheckMessage:
    hint = "Run `manage.py keep_wordings` and commit what it adds: whoever was told the old words goes on reading them."
    return Error(f"{key}: its words changed without a new version.", hint=hint, obj=key, id="notifications.E006")


def _altered(key: str) -> CheckMessage:
    hint = "Take wordings.json back as it was; a new text goes behind the old ones."
    return Error(f"{key}: words somebody was told were changed.", hint=hint, obj=key, id="notifications.E007")


def _problems(template: templates.Template) -> Iterator[CheckMessage]:
    known = tags(template, "en")
    for language, _name in settings.LANGUAGES:
        texts = words(template, language)
        if any(STRAY.search(text) for text in texts) or tags(template, language) - known:
            yield Error(f"{template.key} ({language}): a placeholder nobody fills.", id="notifications.E003")
        if any((LINES[0] in text) != (LINES[1] in text) for text in texts):
            yield Error(f"{template.key} ({language}): 95598 and 12398 stand together.", id="notifications.E004")
        if Channel.SMS in template.channels:
            yield from _sms_problems(template, language)


def _sms_problems(template: templates.Template, language: str) -> Iterator[CheckMessage]:
    subject, body, short = words(template, language)
    text = short or body
    if "://" in text or "www." in text:
        yield Error(f"{template.key} ({language}): an SMS of ours holds no link.", id="notifications.E001")
    if any(bracket in text for bracket in BRACKETS):
        yield Error(f"{template.key} ({language}): 【】 belong to the signature.", id="notifications.E005")
    if language == "zh-hans" and rules.sms_parts(text) > MOST_PARTS:
        yield Error(f"{template.key}: too long for an SMS; give it a short form.", id="notifications.E002")


def words(template: templates.Template, language: str) -> tuple[str, str, str]:
    """Subject, body and short form in one language, with their placeholders."""
    with override(language):
        return str(template.subject), str(template.body), str(template.sms or "")


def tags(template: templates.Template, language: str) -> set[str]:
    """The placeholders of all three together: what whoever queues it has to give."""
    return {tag for text in words(template, language) for tag in wordings.FACT.findall(text)}
