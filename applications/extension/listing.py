"""The verbs of a later day: their actions, words, forms and who may use them; and how its events read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.extension import actions, forms
from applications.forms import VerbForm

# Name, action, label, form, the row that is asked (none), who may, whether it is the main thing to do.
EXTENSION: tuple[tuple[Any, ...], ...] = (
    (
        "confirm_extension", actions.confirm_extension, _("Confirm the later day"), VerbForm, "", actions.may_decide,
        True,
    ),
    (
        "decline_extension", actions.decline_extension, _("No later day"), forms.DeclineExtensionForm, "",
        actions.may_decide,
    ),
    (
        "propose_extension", actions.propose_extension, _("Ask for a later day"), forms.ProposeExtensionForm, "",
        actions.may_propose,
    ),
)  # fmt: skip
HAPPENED: dict[str, Any] = {
    "propose_extension": _("A later day for a promise was asked for"),
    "confirm_extension": _("A promise got a later day, confirmed by two people"),
    "decline_extension": _("No later day was given"),
}
