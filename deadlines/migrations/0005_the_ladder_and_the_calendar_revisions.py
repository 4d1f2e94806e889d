"""Clocks carry their ladder and the revision of their calendar; alerts are told in a step of their own."""

from django.conf import settings
from django.db import migrations, models


# Clocks from before get a ladder: what was raised and told stays so, the step after the breach is a day later.
FILL = """
UPDATE deadlines_alert SET announced_at = at;
UPDATE deadlines_clock SET
    raised = (SELECT count(*) FROM deadlines_alert WHERE clock_id = deadlines_clock.id),
    escalate_at = due_at + interval '1 day',
    amber_at = CASE WHEN due_at IS NOT NULL THEN COALESCE(amber_at, due_at) END;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0004_the_published_calendar'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='clock',
            name='clocks_to_look_at',
        ),
        migrations.RemoveField(
            model_name='clock',
            name='attempts',
        ),
        migrations.RemoveField(
            model_name='clock',
            name='calendar_version',
        ),
        migrations.AddField(
            model_name='alert',
            name='announced_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='alert',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='alert',
            name='look_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='calendaryear',
            name='fingerprint',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='clock',
            name='breached_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='calendar_revision',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='clock',
            name='escalate_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='legal_limit_workdays',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='raised',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='calendaryear',
            name='revision',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='pause',
            name='evidence',
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('announced_at', None)), fields=['id'], name='alerts_to_tell'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('look_at__isnull', False)), fields=['look_at'], name='clocks_to_look_at'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_at', None)), fields=['calendar_revision'], name='running_by_calendar'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amber_at', None), ('due_at', None), ('escalate_at', None)), models.Q(('amber_at__isnull', False), ('due_at__isnull', False), ('escalate_at__isnull', False)), _connector='OR'), name='a_promise_has_all_its_moments'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(('limit_workdays', None), ('until', None), _connector='OR'), name='a_clock_has_one_limit_at_most'),
        ),
    ]
