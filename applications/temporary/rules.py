"""How much longer something for a limited time may last. Pure."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from applications.survey.wording import day

PAST = _("Choose a day after today.")
NOT_LONGER = _("It runs until %(day)s already. Choose a day after that.")


def why_not_until(until_on: date, *, today: date, so_far: date | None, last: date, beyond: object) -> object:
    """The sentence against this day, empty when it is right; `beyond`, with %(last)s, when it is after the last."""
    if until_on <= today:
        return PAST
    if so_far is not None and until_on <= so_far:
        return NOT_LONGER % {"day": day(so_far)}
    return str(beyond) % {"last": day(last)} if until_on > last else ""
