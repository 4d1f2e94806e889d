"""The verbs of a lease, as `applications.verbs` lists them, and the words of what happened."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.forms import VerbForm
from applications.lease import actions, forms

# Name, action, label, form, machine, and whether it is what the customer or officer most likely wants now.
LEASE: tuple[tuple[Any, ...], ...] = (
    ("choose_lease", actions.choose_lease, _("Lease a transformer"), forms.ChooseLeaseForm),
    ("decline_lease", actions.decline_lease, _("No lease, thank you"), forms.DeclineLeaseForm),
    ("quote_lease", actions.quote_lease, _("Name the price of the lease"), forms.QuoteLeaseForm),
    ("sign_lease", actions.sign_lease, _("Sign the lease"), VerbForm),
    ("deliver_transformer", actions.deliver_transformer, _("Transformer delivered"), VerbForm),
    ("begin_lease", actions.begin_lease, _("Transformer in service"), VerbForm),
    ("extend_lease", actions.extend_lease, _("Lease it longer"), forms.ExtendLeaseForm),
    ("return_transformer", actions.return_transformer, _("Transformer is back"), forms.ReturnForm),
    ("settle_lease", actions.settle_lease, _("Settle the lease"), VerbForm),
)
HAPPENED: dict[str, Any] = {
    "offer_lease": _("Lease of a transformer offered"),
    "choose_lease": _("Lease of a transformer wanted"),
    "decline_lease": _("No lease wanted"),
    "quote_lease": _("Price of the lease named"),
    "sign_lease": _("Lease was signed"),
    "deliver_transformer": _("Transformer was delivered"),
    "begin_lease": _("Transformer was put in service"),
    "extend_lease": _("Lease extended"),
    "call_back": _("Last day of the lease reached"),
    "return_transformer": _("Transformer came back"),
    "settle_lease": _("Lease was settled"),
    "cancel_lease": _("Lease called off"),
}
