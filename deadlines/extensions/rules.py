"""Whether a promise may have a later day, and how much later. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from deadlines.choices import Party

NOT_OURS = _("Only a promise of the company, with a limit in workdays, can have a later day.")
OVER = _("This promise is over already.")
BROKEN = _("This promise is broken. That is a fact and stays one; a later day would only hide it.")
BY_LAW = _("The law itself sets this limit. Nobody here can move it.")


class Promise(NamedTuple):
    """What the answer depends on. `most`: the longest limit the law leaves, None where it names none."""

    owner: str
    limit: int | None
    extra: int
    most: int | None
    is_running: bool
    is_broken: bool


def why_not(promise: Promise) -> Any:
    """The sentence that says why no later day can be given; None when it can."""
    if promise.owner != Party.COMPANY or not promise.limit:
        return NOT_OURS
    if not promise.is_running:
        return OVER
    if promise.is_broken:
        return BROKEN
    if promise.most is not None and promise.most <= promise.limit:
        return BY_LAW
    return None


def most_extra(promise: Promise) -> int:
    """Workdays that can still be added: in all never more than were promised, and never past the law's own limit."""
    limit = promise.limit or 0
    longest = 2 * limit if promise.most is None else min(2 * limit, promise.most)
    return max(0, longest - limit - promise.extra)
