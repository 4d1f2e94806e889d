"""Words of the connector layer: how a call to an outside system can end."""

from django.db import models


class Outcome(models.TextChoices):
    """The four ends of a call. Unknown is a normal answer: nobody can tell yet, ask again later."""

    OK = "OK", "ok"
    NOT_FOUND = "NOT_FOUND", "not found"
    REFUSED = "REFUSED", "refused"
    UNKNOWN = "UNKNOWN", "unknown"


class Verdict(models.TextChoices):
    """What the signature of an incoming call is worth."""

    GENUINE = "GENUINE", "genuine"
    FORGED = "FORGED", "bad or missing signature"
    STALE = "STALE", "outside the time window"
    REPLAYED = "REPLAYED", "nonce seen before"
