"""What whoever handed in a file is told: once for the whole, instead of once a row."""

from django.utils.translation import gettext_lazy as _

from notifications.templates import register

register(
    "batch-checked",
    _("Your batch %(number)s is checked"),
    _("%(good)s rows are in order and can be submitted, %(faulty)s are to be mended. The page of the batch says why."),
)
register(
    "batch-submitted",
    _("Your batch %(number)s is through"),
    _("%(done)s applications are submitted, %(faulty)s rows are to be mended. You follow them all on one page."),
)
