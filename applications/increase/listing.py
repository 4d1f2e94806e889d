"""The verbs about the account that gets more power, as `applications.verbs` lists them, and how they read after."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.increase import actions, forms

# Name, action, label, form, the row that is asked (none), who may.
INCREASE: tuple[tuple[Any, ...], ...] = (
    ("name_account", actions.name_account, _("Give the account number"), forms.NameAccountForm, "", actions.may_name),
    (
        "settle_account", actions.settle_account, _("Settle the account"), forms.SettleAccountForm, "",
        actions.may_settle,
    ),
)  # fmt: skip
HAPPENED: dict[str, Any] = {
    "name_account": _("Account number given by the customer"),
    "settle_account": _("Account settled"),
}
