"""The colour of a case beside its promise, the queue of one stage, and what the planner should know of the inputs."""

from django.conf import settings
from django.db import migrations, models

TURNED = """
    UPDATE applications_application AS a SET next_amber_at = c.amber_at
    FROM (SELECT timeline_id, min(amber_at) AS amber_at FROM deadlines_clock
          WHERE stopped_at IS NULL AND owner <> 'CUSTOMER' GROUP BY timeline_id) AS c
    WHERE c.timeline_id = a.timeline_id
"""
# Without them it takes every condition on the inputs for a rare one, and sorts what it could walk through.
KNOWN = """
    CREATE STATISTICS kinds_of_supply ON (inputs -> 'voltage_class'), (inputs -> 'tariff_class')
    FROM applications_application
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_an_owner_lets_an_agent_act'),
        ('applications', '0014_above_the_county_and_key_projects'),
        ('approvals', '0010_what_we_file_is_sealed'),
        ('customers', '0010_follow_ups_stay_as_written'),
        ('deadlines', '0006_what_people_do_about_alerts_and_dated_data'),
        ('gridhealth', '0008_generators'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='application',
            name='open_by_promise',
        ),
        migrations.AddField(
            model_name='application',
            name='next_amber_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(TURNED, migrations.RunSQL.noop),
        migrations.RunSQL(KNOWN, "DROP STATISTICS kinds_of_supply"),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('stage__in', ['ACCEPTED', 'CHIEF_REVIEW', 'CONTRACT_SIGNED', 'CORRECTION', 'DRAFT', 'ENERGISED', 'ENERGISE_FAILED', 'ESCALATED', 'LEAD', 'METERED', 'PLAN_CONFIRMED', 'PLAN_DISPUTED', 'PLAN_DRAFTED', 'PLAN_EXPIRED', 'PLAN_REPLIED', 'PRECHECK', 'READY', 'SUBMITTED', 'SURVEYED', 'SURVEY_BOOKED', 'SUSPENDED', 'VISITED', 'WORKS'])), fields=['next_due_at', 'id', 'next_amber_at'], name='open_by_promise'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('stage__in', ['ACCEPTED', 'CHIEF_REVIEW', 'CONTRACT_SIGNED', 'CORRECTION', 'DRAFT', 'ENERGISED', 'ENERGISE_FAILED', 'ESCALATED', 'LEAD', 'METERED', 'PLAN_CONFIRMED', 'PLAN_DISPUTED', 'PLAN_DRAFTED', 'PLAN_EXPIRED', 'PLAN_REPLIED', 'PRECHECK', 'READY', 'SUBMITTED', 'SURVEYED', 'SURVEY_BOOKED', 'SUSPENDED', 'VISITED', 'WORKS'])), fields=['stage', 'next_due_at', 'id'], name='open_of_a_stage'),
        ),
    ]
