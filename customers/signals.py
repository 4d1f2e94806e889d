"""News from the people who serve: the rooms above keep their own copy of who has a case."""

from django.dispatch import Signal

manager_changed = Signal()
"""A leave began or ended, so this case has another account manager. `timeline_id`, `manager`, `reason`, `at`."""

appointment_near = Signal()
"""An appointment begins within a day. `appointment`, `at`."""
