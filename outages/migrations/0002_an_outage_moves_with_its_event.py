"""The database refuses an outage whose stage moved without an event."""

from django.db import migrations

from deadlines.guards import stage_guard


class Migration(migrations.Migration):
    dependencies = [
        ("outages", "0001_outages_their_parts_and_reports"),
        ("deadlines", "0003_events_are_for_ever"),
    ]
    operations = [stage_guard("outages_outage", "outages.outage")]
