"""The rule sets as files: what a person downloads, changes and proposes."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from applications.rulebook.models import PublishedRules
from applications.rulebook.reading import with_later
from applications.rules.rulesets import following, shipped


def as_download() -> str:
    """The newest rule set with everything it takes over from those before it."""
    whole: dict[str, Any] = {}
    for one in with_later(shipped(settings.COUNTY["code"]), PublishedRules.objects.values_list("content", flat=True)):
        whole = following(whole, one)
    return json.dumps(whole, ensure_ascii=False, indent=2)
