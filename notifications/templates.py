"""What we write: each room registers its texts here, and they become words only when somebody reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from notifications.choices import BASIS, Basis, Channel, Purpose

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
BRACKETS = re.compile(r"[【】]")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message. `sms` is its short form; without one the body goes out."""

    key: str
    subject: Any
    body: Any
    purpose: Purpose
    channels: Sequence[Channel]
    sms: Any = ""
    version: int = 1

    @property
    def basis(self) -> Basis:
        return BASIS[self.purpose]


class Written(NamedTuple):
    subject: str
    body: str


class UnknownTemplate(LookupError):
    """A message of a kind that no room registers any more."""


_registry: dict[str, Template] = {}


def register(
    key: str,
    subject: Any,
    body: Any,
    purpose: Purpose = Purpose.CASE,
    channels: Sequence[Channel] = (Channel.INBOX, Channel.SMS),
    *,
    sms: Any = "",
    version: int = 1,
) -> Template:
    """Add a text under its key, once. Placeholders are `%(name)s`; see `words` for dates."""
    if key in _registry:
        raise ImproperlyConfigured(f"two messages are called {key}")
    _registry[key] = Template(key, subject, body, Purpose(purpose), tuple(channels), sms, version)
    return _registry[key]


def find(key: str) -> Template:
    try:
        return _registry[key]
    except KeyError:
        raise UnknownTemplate(key) from None


def registered() -> Sequence[Template]:
    return tuple(_registry.values())


def words(context: Mapping[str, Any]) -> dict[str, str]:
    """Facts as text in the active language: names ending in `_on` are ISO days, in `_at` ISO moments."""
    return {name: _word(name, value) for name, value in context.items()}


def _word(name: str, value: Any) -> str:
    if name.endswith("_on") and value:
        return date_format(date.fromisoformat(value), _("j F Y"))
    if name.endswith("_at") and value:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), _("j F Y, H:i"))
    return UNPRINTABLE.sub(" ", str(value))


def write(key: str, context: Mapping[str, Any], *, language: str) -> Written:
    """Subject and body for the inbox. Raises when the template is gone or a fact is missing."""
    template = find(key)
    with override(language):
        told = words(context)
        return Written(str(template.subject) % told, str(template.body) % told)


def show(key: str, context: Mapping[str, Any], *, language: str) -> Written:
    """As `write`, but a page of other messages never breaks over one that can no longer be worded."""
    try:
        return write(key, context, language=language)
    except (UnknownTemplate, KeyError, ValueError, TypeError):
        with override(language):
            return Written(_("Message"), _("The text of this message is no longer available."))


def write_sms(key: str, context: Mapping[str, Any], *, language: str) -> str:
    """The short text with our registered sender in front and both hotlines behind. No links, ever."""
    template = find(key)
    with override(language):
        told = {name: BRACKETS.sub("", word) for name, word in words(context).items()}
        text = str(template.sms or template.body) % told
        return f"【{settings.SMS_SIGNATURE}】" + _("%(text)s Service 95598, supervision 12398.") % {"text": text}


ONE_TIME_CODE = register(
    "one-time-code",
    gettext_lazy("Your one-time code"),
    gettext_lazy("%(code)s is your code. It is valid for 5 minutes. Give it to nobody, not even to our staff."),
    Purpose.REQUESTED,
    (Channel.SMS,),
)

UNDO_IT = (
    ("door-wechat-linked", gettext_lazy("WeChat now opens your account"),
     gettext_lazy("WeChat now opens your account. Was it not you? Undo it under My data, or call us.")),
    ("door-wechat-unlinked", gettext_lazy("WeChat no longer opens your account"),
     gettext_lazy("WeChat no longer opens your account. Was it not you? Sign in by number and link it again.")),
    ("door-province-linked", gettext_lazy("The provincial identity now opens your account"),
     gettext_lazy(
         "The provincial identity now opens your account. Was it not you? Undo it under My data, or call us.")),
    ("door-province-unlinked", gettext_lazy("The provincial identity no longer opens your account"),
     gettext_lazy(
         "The provincial identity no longer opens your account. Was it not you? Sign in by number and link it again.")),
)  # fmt: skip
for key, subject, body in UNDO_IT:
    register(key, subject, body, Purpose.SAFETY)
