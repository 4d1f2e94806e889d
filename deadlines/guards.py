"""What the database itself refuses: a changed event, and a stage that moved without its event."""

from __future__ import annotations

from django.db.migrations import RunSQL

EVENTS_ARE_FOR_EVER = RunSQL(
    """
    CREATE FUNCTION events_are_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Only a test run says this word: truncating is how a transactional test cleans up.
        IF TG_OP = 'TRUNCATE' AND current_setting('portal.allow_truncate', true) = 'on' THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'events are for ever: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER events_are_not_changed BEFORE UPDATE OR DELETE ON deadlines_event
        FOR EACH ROW EXECUTE FUNCTION events_are_for_ever();
    CREATE TRIGGER events_are_not_truncated BEFORE TRUNCATE ON deadlines_event
        FOR EACH STATEMENT EXECUTE FUNCTION events_are_for_ever();
    """,
    """
    DROP TRIGGER events_are_not_changed ON deadlines_event;
    DROP TRIGGER events_are_not_truncated ON deadlines_event;
    DROP FUNCTION events_are_for_ever();
    """,
)

# At commit the row's present stage, not the one of some change on the way, must be where its last event led, and that
# event must have been written by this very transaction. So several moves of one row in one transaction are fine, and
# an event of yesterday excuses nothing. The stages in between are vouched for by `deadlines.machine`.
STAGE_NEEDS_EVENT = RunSQL(
    """
    CREATE FUNCTION stage_needs_event() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        present record;
        told record;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF OLD.stage = NEW.stage THEN
                RETURN NULL;
            END IF;
        END IF;
        EXECUTE format('SELECT stage, timeline_id FROM %I.%I WHERE id = $1', TG_TABLE_SCHEMA, TG_TABLE_NAME)
            INTO present USING NEW.id;
        IF present.stage IS NULL THEN  -- gone again before the commit
            RETURN NULL;
        END IF;
        SELECT to_stage, transaction INTO told FROM deadlines_event
            WHERE timeline_id = present.timeline_id AND machine = TG_ARGV[0] AND subject_id = NEW.id
            ORDER BY seq DESC LIMIT 1;
        IF NOT FOUND OR told.to_stage <> present.stage OR told.transaction <> pg_current_xact_id()::text::bigint THEN
            RAISE EXCEPTION 'the stage of % % changed without its event', TG_ARGV[0], NEW.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$;
    """,
    "DROP FUNCTION stage_needs_event();",
)


def stage_guard(table: str, machine: str) -> RunSQL:
    """A migration operation: `table` (id, timeline_id, stage) refuses a stage without an event of `machine`."""
    return RunSQL(
        f"""
        CREATE CONSTRAINT TRIGGER stage_of_{table}_needs_event AFTER INSERT OR UPDATE OF stage ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stage_needs_event('{machine}');
        """,
        f"DROP TRIGGER stage_of_{table}_needs_event ON {table};",
    )
