"""The one list as a letter: everything that is missing, until when, and what happens otherwise."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from applications.correction.models import CorrectionRequest
from applications.deciding import rules_on
from applications.survey.letters import LANGUAGE, draw
from applications.survey.wording import Letter, Line, Section, day


def attach_request_letter(request: CorrectionRequest, *, at: datetime) -> None:
    """Draw the letter and keep it with its SHA-256; the caller saves the row."""
    pdf = draw(letter_of(request), at=at)
    request.letter.save(f"{secrets.token_urlsafe(24)}.pdf", ContentFile(pdf), save=False)
    request.letter_sha256 = hashlib.sha256(pdf).hexdigest()


def letter_of(request: CorrectionRequest) -> Letter:
    with translation.override(LANGUAGE):
        return _letter(request)


def _letter(request: CorrectionRequest) -> Letter:
    application: Any = request.application
    lines = tuple(
        Line(_("Item %(n)d") % {"n": n}, " · ".join(filter(None, (str(item.title), item.hint))))
        for n, item in enumerate(request.wanted.all(), start=1)
    )
    return Letter(
        title=_("What is missing, all at once"), number=application.number,
        sender=_("%(county)s power supply company") % {"county": settings.COUNTY["name_zh"]},
        addressee=application.customer.name.plain,
        opening=_("Thank you for your application. To go on we need the following, and nothing else:"),
        sections=(Section(_("What we ask you for"), lines),),
        closing=(
            _("Please answer by %(day)s on the page of your application; a photo taken with a telephone will do.")
            % {"day": day(request.due_on)},
            _("Until then nothing is lost. Without an answer we close the application; you can open it again within "
              "%(days)s days, and nothing has to be typed twice.")
            % {"days": rules_on(request.asked_at).days["reopen"]},
            _("Written on %(day)s") % {"day": day(timezone.localdate(request.asked_at))},
        ),
    )  # fmt: skip
