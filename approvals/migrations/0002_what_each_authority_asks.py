"""The four permits of a long connection, and the guard of the three machines."""

from datetime import date

from django.db import migrations

from deadlines.guards import stage_guard

FIELDS = ["case_number", "route", "route_crs", "route_length_m", "area_name", "works"]
KINDS = {
    "PLANNING": "planning", "GREENING": "greening", "ROAD_ADMINISTRATION": "road", "ROAD_OCCUPATION": "excavation",
}


def define(apps, schema_editor):
    Definition = apps.get_model("approvals", "PermitDefinition")
    Definition.objects.bulk_create(
        Definition(
            kind=kind, department=department, required_fields=FIELDS, basis="Administrative Licensing Law, Art. 42",
            effective_from=date(2021, 1, 1),
        )
        for kind, department in KINDS.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_rounds_permits_and_filings"),
        ("deadlines", "0003_events_are_for_ever"),
    ]
    operations = [
        migrations.RunPython(define, migrations.RunPython.noop),
        stage_guard("approvals_round", "approvals.round"),
        stage_guard("approvals_permit", "approvals.permit"),
        stage_guard("approvals_filing", "approvals.filing"),
    ]
