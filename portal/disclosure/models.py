"""Tables of publishing: what was published when, and what has changed since."""

from __future__ import annotations

from django.db import models


class PublicationQuerySet(models.QuerySet["Publication"]):
    def held(self, topic: str) -> Publication | None:
        """The row under its lock; None while somebody else is rendering this topic."""
        return self.select_for_update(skip_locked=True).filter(topic=topic).first()


class Publication(models.Model):
    """One topic: how often it was rendered, when last, and by which edition of the code."""

    topic = models.CharField(max_length=20, unique=True)
    renders = models.PositiveBigIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True)
    edition = models.CharField(max_length=40, blank=True)

    objects = PublicationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.topic} {self.renders}"


class Change(models.Model):
    """Something under a topic changed: written with the change itself, removed when it has been rendered."""

    topic = models.CharField(max_length=20)
    about = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["topic"], name="changes_to_publish")]

    def __str__(self) -> str:
        return f"{self.topic} {self.about}"
