"""At which desk of a case an act takes place, or why it cannot. Values in, a desk out; nothing is read or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import NotAllowed, Unmet, WrongStage
from accounts.roles import Role

HEADS = frozenset({Role.CHIEF, Role.SUPERVISOR})
"""They may give any case to whoever works at its desk; everybody else only what he has taken himself."""

Held = Mapping[str, Any]  # who has the case, by the desk for which it was taken


def desk_to_take(desks: Sequence[str], held: Held, *, by: Any) -> str:
    """The first own desk that nobody has yet, or that this officer has already."""
    own = [desk for desk in desks if Role(desk) in by.roles]
    if not own:
        raise NotAllowed if desks else WrongStage
    for desk in own:
        if desk not in held or held[desk] == by:
            return desk
    raise Unmet(_("%(officer)s has taken this case already.") % {"officer": held[own[0]]})


def desk_to_release(desks: Sequence[str], held: Held, *, by: Any) -> str:
    for desk in desks:
        if held.get(desk) == by:
            return desk
    raise Unmet(_("You have not taken this case, so there is nothing to give back."))


def desk_to_hand_over(desks: Sequence[str], held: Held, *, by: Any, to: Any) -> str:
    """A desk where the receiver works, and whose case is this officer's to give."""
    if by.roles & HEADS:
        given = [desk for desk in desks if held.get(desk) != to]
    else:
        given = [desk for desk in desks if held.get(desk) == by and by != to]
    if not given:
        has_it = to in held.values()
        raise Unmet(
            _("%(officer)s has it already.") % {"officer": to} if has_it else _("You have not taken this case.")
        )
    for desk in given:
        if Role(desk) in to.roles:
            return desk
    raise Unmet(_("%(officer)s does not work at a desk of this case.") % {"officer": to})
