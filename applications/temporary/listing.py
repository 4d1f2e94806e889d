"""The verbs of a temporary supply, as `applications.verbs` lists them, and the words of what happened."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.forms import VerbForm
from applications.temporary import actions, forms

TEMPORARY: tuple[tuple[Any, ...], ...] = (
    ("extend_supply", actions.extend_supply, _("I need it longer"), forms.ExtendSupplyForm),
    ("convert_supply", actions.convert_supply, _("Make it a lasting connection"), VerbForm),
    ("end_supply", actions.end_supply, _("I need it no more"), VerbForm),
    ("give_notice", actions.give_notice, _("Give notice of disconnection"), forms.NoticeForm),
    ("announce_cut", actions.announce_cut, _("Announce it once more"), VerbForm),
    ("disconnect", actions.disconnect, _("Disconnected"), VerbForm),
)
HAPPENED: dict[str, Any] = {
    "open_temporary": _("Limited time begun"),
    "extend_supply": _("Limited time extended"),
    "convert_supply": _("Lasting connection applied for"),
    "end_supply": _("Ended at the customer's wish"),
    "expire_supply": _("Last day of the limited time over"),
    "give_notice": _("Notice of disconnection given"),
    "announce_cut": _("Disconnection announced once more"),
    "disconnect": _("Supply was disconnected"),
}
