"""The database refuses to change or delete a note, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION notes_stay_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'notes stay as written: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER notes_stay_as_written BEFORE UPDATE OR DELETE ON applications_note
    FOR EACH ROW EXECUTE FUNCTION notes_stay_as_written();
"""
BACKWARD = "DROP TRIGGER notes_stay_as_written ON applications_note; DROP FUNCTION notes_stay_as_written();"


class Migration(migrations.Migration):
    dependencies = [("applications", "0008_notes_name_colleagues")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
