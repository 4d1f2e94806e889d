"""The access log can be added to and read: nobody changes or deletes what it says."""

from django.db import migrations

GUARD = """
CREATE FUNCTION accounts_access_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the access log is append-only';
END $$;
CREATE TRIGGER access_log_is_append_only BEFORE UPDATE OR DELETE ON accounts_personaldataaccess
    FOR EACH ROW EXECUTE FUNCTION accounts_access_log_is_append_only();
"""
UNGUARD = """
DROP TRIGGER access_log_is_append_only ON accounts_personaldataaccess;
DROP FUNCTION accounts_access_log_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
