"""The database refuses a reservation whose stage moved without its event."""

from django.db import migrations

from deadlines.guards import stage_guard


class Migration(migrations.Migration):
    dependencies = [
        ("gridhealth", "0001_the_network_and_its_reservations"),
        ("deadlines", "0003_events_are_for_ever"),
    ]
    operations = [stage_guard("gridhealth_reservation", "gridhealth.reservation")]
