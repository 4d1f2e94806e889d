"""What the network reports, and what the outages room makes of it. Runs in the reporter's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from gridhealth.signals import power_changed
from outages.faults.detection import take_power


@receiver(power_changed)
def power_went_or_came(sender: Any, events: Any, at: datetime, **facts: Any) -> None:
    take_power(events, at=at)
