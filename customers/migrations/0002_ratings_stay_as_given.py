"""The database refuses to change or delete a rating, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ratings_stay_as_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ratings stay as given: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ratings_stay_as_given BEFORE UPDATE OR DELETE ON customers_rating
    FOR EACH ROW EXECUTE FUNCTION ratings_stay_as_given();
"""
BACKWARD = "DROP TRIGGER ratings_stay_as_given ON customers_rating; DROP FUNCTION ratings_stay_as_given();"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_who_is_served_where_and_by_whom")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
