"""The database refuses to delete a follow-up, and to change one that is done, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION follow_ups_stay_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'follow-ups stay as written: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER follow_ups_stay_as_written BEFORE UPDATE OR DELETE ON customers_followup
    FOR EACH ROW EXECUTE FUNCTION follow_ups_stay_as_written();
"""
BACKWARD = "DROP TRIGGER follow_ups_stay_as_written ON customers_followup; DROP FUNCTION follow_ups_stay_as_written();"


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_a_chief_is_absent_for_a_time")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
