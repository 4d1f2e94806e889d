"""What we write: each room registers its texts here, and they become words only when somebody reads them.

A message is worded from the version of its text that was in force when it was written (`wordings`).
"""

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

from notifications import wordings
from notifications.choices import BASIS, Basis, Channel, Purpose
from notifications.wordings import Wording

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

    @property
    def basis(self) -> Basis:
        return BASIS[self.purpose]

    @property
    def version(self) -> int:
        """The newest one kept: what is queued now is worded by it."""
        return len(wordings.history(self.key)) or 1

    def said(self, language: str) -> Wording:
        """As the code and its translation have it today."""
        with override(language):
            return Wording(str(self.subject), str(self.body), str(self.sms))


class Written(NamedTuple):
    subject: str
    body: str


class UnknownTemplate(LookupError):
    """A message of a kind no room registers, or of a version nobody kept."""


_registry: dict[str, Template] = {}


def register(
    key: str,
    subject: Any,
    body: Any,
    purpose: Purpose = Purpose.CASE,
    channels: Sequence[Channel] = (Channel.INBOX, Channel.SMS),
    *,
    sms: Any = "",
) -> Template:
    """Add a text under its key, once. Placeholders are `%(name)s`; see `words` for dates."""
    if key in _registry:
        raise ImproperlyConfigured(f"two messages are called {key}")
    _registry[key] = Template(key, subject, body, Purpose(purpose), tuple(channels), sms)
    return _registry[key]


def find(key: str) -> Template:
    try:
        return _registry[key]
    except KeyError:
        raise UnknownTemplate(key) from None


def registered() -> Sequence[Template]:
    return tuple(_registry.values())


def current() -> dict[str, dict[str, Wording]]:
    """Every text of the code, by key and language."""
    return {kind.key: {code: kind.said(code) for code in wordings.languages()} for kind in registered()}


def wording(key: str, version: int, language: str) -> Wording:
    """What version `version` says. A text that was never kept yet, as in a test, speaks as the code has it."""
    told = wordings.find(key, version, language)
    if told is None and wordings.history(key):
        raise UnknownTemplate(f"{key} has no version {version}")
    return told or find(key).said(language)


def words(context: Mapping[str, Any]) -> dict[str, str]:
    """Facts as text in the active language: names ending in `_on` are ISO days, in `_at` ISO moments."""
    return {name: _word(name, value) for name, value in context.items()}


def _word(name: str, value: Any) -> str:
    if name.endswith("_on") and value:
        return date_format(date.fromisoformat(value), _("j F Y"))
    if name.endswith("_at") and value:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), _("j F Y, H:i"))
    return UNPRINTABLE.sub(" ", str(value))


def write(key: str, version: int, context: Mapping[str, Any], *, language: str) -> Written:
    """Subject and body for the inbox. Raises when nobody knows this wording or a fact is missing."""
    text = wording(key, version, language)
    with override(language):
        told = words(context)
    return Written(text.subject % told, text.body % told)


def show(key: str, version: int, context: Mapping[str, Any], *, language: str) -> Written:
    """As `write`, but a page of other messages never breaks over one that can no longer be worded."""
    try:
        return write(key, version, context, language=language)
    except (UnknownTemplate, KeyError, ValueError, TypeError):
        with override(language):
            return Written(_("Message"), _("The text of this message is no longer available."))


def write_sms(key: str, version: int, context: Mapping[str, Any], *, language: str) -> str:
    """The short text with our registered sender in front and both hotlines behind. No links, ever."""
    text = wording(key, version, language)
    with override(language):
        told = {name: BRACKETS.sub("", word) for name, word in words(context).items()}
        short = (text.sms or text.body) % told
        return f"【{settings.SMS_SIGNATURE}】" + _("%(text)s Service 95598, supervision 12398.") % {"text": short}


ONE_TIME_CODE = register(
    "one-time-code",
    gettext_lazy("Your one-time code"),
    gettext_lazy(
        "%(code)s is your code (%(what)s). It is valid for 5 minutes. Give it to nobody, not even to our staff."
    ),
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
