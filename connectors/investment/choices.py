"""What a platform can tell about somebody who may soon need power."""

from django.db.models import TextChoices


class Kind(TextChoices):
    PROJECT_CODED = "PROJECT_CODED", "a project was given its code"
    PROJECT_CHANGED = "PROJECT_CHANGED", "something about a project changed"
    PROJECT_CANCELLED = "PROJECT_CANCELLED", "a project was given up"
    LICENCE_ISSUED = "LICENCE_ISSUED", "an enterprise got its business licence"
