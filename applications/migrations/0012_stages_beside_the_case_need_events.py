"""The database refuses a stage of a lease or of a temporary supply that moved without its event."""

from django.db import migrations

from deadlines.guards import stage_guard


class Migration(migrations.Migration):
    dependencies = [("applications", "0011_agents_batches_leases_and_limited_time")]
    operations = [
        stage_guard("applications_lease", "applications.lease"),
        stage_guard("applications_temporarysupply", "applications.temporarysupply"),
    ]
