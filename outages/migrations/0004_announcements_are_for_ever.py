"""The database refuses a stage without its event, and an announcement that somebody would change."""

from django.db import migrations

from deadlines.guards import stage_guard

FOR_EVER = migrations.RunSQL(
    """
    CREATE FUNCTION announcements_are_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'announcements are for ever: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER announcements_are_not_changed BEFORE UPDATE OR DELETE ON outages_announcement
        FOR EACH ROW EXECUTE FUNCTION announcements_are_for_ever();
    """,
    "DROP TRIGGER announcements_are_not_changed ON outages_announcement; DROP FUNCTION announcements_are_for_ever();",
)


class Migration(migrations.Migration):
    dependencies = [
        ("outages", "0003_planned_work_and_interruptions"),
        ("deadlines", "0003_events_are_for_ever"),
    ]
    operations = [stage_guard("outages_plannedwork", "outages.plannedwork"), FOR_EVER]
