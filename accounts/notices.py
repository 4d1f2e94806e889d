"""What people agree to, in the words they agreed to. New words get a new version; the old ones stay for the record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose


@dataclass(frozen=True)
class Notice:
    purpose: Purpose
    version: str
    text: Any
    afterwards: Any
    """What goes on, and what no longer does, once the consent is withdrawn."""

    @property
    def sha256(self) -> str:
        """Of the Chinese wording, which is the one that binds."""
        with translation.override("zh-hans"):
            return hashlib.sha256(str(self.text).encode()).hexdigest()


NOTICES = {
    notice.purpose: notice
    for notice in [
        Notice(
            Purpose.LICENCES,
            "2026-1",
            _(
                "To spare you paper, we fetch your identity card, property certificate and business licence from the "
                "government's electronic licences, for this application only. You see every item we received."
            ),
            _("We fetch nothing more. Open applications go on; what is still missing you can hand in yourself."),
        ),
        Notice(
            Purpose.SENSITIVE,
            "2026-1",
            _(
                "We use your identity number to make sure that the contract is made with you. It is stored encrypted, "
                "shown masked, and every full view is recorded."
            ),
            _("We ask for it no more. A contract you have already signed keeps it as long as the law requires."),
        ),
        Notice(
            Purpose.AUTHORITIES,
            "2026-1",
            _(
                "If a permit is needed, we pass the route and the name of the applicant to the departments that decide "
                "on it, so that you need not go there."
            ),
            _("Nothing more is passed on. Permits still missing you then have to request yourself."),
        ),
        Notice(
            Purpose.TIPS,
            "2026-1",
            _("We send you advice on tariffs and on saving electricity now and then."),
            _("The advice stops. Messages about your applications and about outages still reach you."),
        ),
        Notice(
            Purpose.SERVICES,
            "2026-1",
            _(
                "Somebody of ours may call me once about the energy services I ticked. My number is used for this "
                "alone; whether and when I get power does not depend on it."
            ),
            _("Nobody calls about energy services. Your applications go on as before."),
        ),
    ]
}
