"""Rule sets that two people published here, after those that came with the portal."""

from __future__ import annotations

from typing import Any

from django.db import models


class PublishedRulesQuerySet(models.QuerySet["PublishedRules"]):
    def facts(self) -> tuple[tuple[int, str], ...]:
        """What tells one state of the table from another: rows are only ever added."""
        return tuple(self.order_by("effective_from").values_list("pk", "version"))


class PublishedRules(models.Model):
    """`content` names what changed against the set before it, as in `applications/rules/sets`."""

    version = models.CharField(max_length=40, unique=True)
    effective_from = models.DateField(unique=True)
    content: Any = models.JSONField()
    published_at = models.DateTimeField()

    objects = PublishedRulesQuerySet.as_manager()

    class Meta:
        ordering = ["effective_from"]

    def __str__(self) -> str:
        return self.version
