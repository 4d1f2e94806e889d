"""The database refuses a stage of a case or of its works that moved without its event."""

from django.db import migrations

from deadlines.guards import stage_guard


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("deadlines", "0003_events_are_for_ever")]
    operations = [
        stage_guard("applications_application", "applications.application"),
        stage_guard("applications_gridworks", "applications.gridworks"),
        stage_guard("applications_customerworks", "applications.customerworks"),
    ]
