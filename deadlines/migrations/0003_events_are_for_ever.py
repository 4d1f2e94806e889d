"""The database refuses changed events, and knows how to ask for the event of a changed stage."""

from django.db import migrations

from deadlines.guards import EVENTS_ARE_FOR_EVER, STAGE_NEEDS_EVENT


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_clocks_pauses_and_calendars")]
    operations = [EVENTS_ARE_FOR_EVER, STAGE_NEEDS_EVENT]
