"""What the pages say of the talk with the approval platform: why a package was not taken, what a late word was."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from connectors.construction.wire import Word

# Why a call to an outside system ended without an answer.
REASONS: dict[str, Any] = {
    "unreachable": _("The platform could not be reached."),
    "timeout": _("The platform did not answer in time."),
    "broken-off": _("The line broke while the platform answered."),
    "garbage": _("The answer could not be read."),
    "server-error": _("The platform has trouble of its own."),
    "too-many": _("The platform is too busy to take more."),
    "not-let-in": _("The platform does not know our key."),
    "redirect": _("The platform sent us elsewhere, where we do not go."),
    "resting": _("It is left alone for a while after several failures."),
    "not-configured": _("No address or key is set up for it."),
}
WORDS: dict[str, Any] = {
    Word.CORRECTION.value: _("asks for more"), Word.GRANT.value: _("granted"), Word.REFUSAL.value: _("refused"),
}  # fmt: skip


def reason_of(code: str) -> Any:
    """A sentence; what the platform itself answered stands as it said it."""
    return REASONS.get(code) or _("The platform answered: %(code)s") % {"code": code or "–"}
