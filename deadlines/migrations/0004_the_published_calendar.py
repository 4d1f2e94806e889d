"""Nothing any more: `deadlines.apps` fills the calendar after migrating, so that an emptied database gets it too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_events_are_for_ever")]
    operations = []
