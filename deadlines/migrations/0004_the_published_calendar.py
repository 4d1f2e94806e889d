"""Load the official workday calendar, 2004 to the last year that is published."""

from datetime import UTC, datetime

from django.db import migrations

LOADED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def load(apps, schema_editor):
    from chinese_calendar.constants import holidays, workdays

    Year, Day = apps.get_model("deadlines", "CalendarYear"), apps.get_model("deadlines", "CalendarDay")
    years = {
        year: Year.objects.create(
            year=year, is_published=True, source="State Council notices, by chinesecalendar", loaded_at=LOADED_AT
        )
        for year in sorted({day.year for day in holidays})
    }
    days = [Day(year=years[d.year], date=d, is_workday=False, reason=name) for d, name in holidays.items()]
    days += [Day(year=years[d.year], date=d, is_workday=True, reason=f"for {name}") for d, name in workdays.items()]
    Day.objects.bulk_create(days)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_events_are_for_ever")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
