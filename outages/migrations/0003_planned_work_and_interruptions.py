"""Planned work, its signatures and announcements; interruptions and the census that indices are counted from."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models




class Migration(migrations.Migration):
    dependencies = [
        ("outages", "0002_an_outage_moves_with_its_event"),
        ('deadlines', '0005_the_ladder_and_the_calendar_revisions'),
        ('gridhealth', '0003_terminals_and_their_curves'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AreaCensus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customers', models.PositiveIntegerField()),
                ('counted_on', models.DateField()),
                ('area', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='census', to='gridhealth.transformerarea')),
            ],
        ),
        migrations.CreateModel(
            name='PlannedWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', django_fsm.FSMField(choices=[('DRAFT', 'Live-work review'), ('LIVE', 'To be done live'), ('LIVE_DONE', 'Done live'), ('OUTAGE_REQUEST', 'Outage asked for'), ('APPROVED', 'Approved'), ('REFUSED', 'Not approved'), ('NOTIFIED', 'Announced'), ('STARTED', 'Switched off'), ('RESTORED', 'Power is back'), ('REVIEWED', 'Reviewed'), ('CANCELLED', 'Cancelled')], default='DRAFT', max_length=20, protected=True)),
                ('kind', models.CharField(choices=[('MAINTENANCE', 'Maintenance'), ('DEFECT', 'Mending a defect'), ('CONNECTION', 'Connecting a customer')], max_length=16)),
                ('summary', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('live_method', models.CharField(blank=True, choices=[('INSULATED_STICK', 'Insulated stick'), ('INSULATED_GLOVE', 'Insulating gloves'), ('BYPASS', 'Bypass cable'), ('GENERATOR', 'Generator car')], max_length=20)),
                ('why_not_live', models.CharField(blank=True, max_length=500)),
                ('saved_customer_hours', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('reschedules', models.PositiveSmallIntegerField(default=0)),
                ('notice_class', models.CharField(blank=True, choices=[('PLANNED', "Planned, seven days' notice"), ('TEMPORARY', "Temporary, one day's notice")], max_length=12)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('restored_at', models.DateTimeField(blank=True, null=True)),
                ('areas', models.ManyToManyField(related_name='planned_works', to='gridhealth.transformerarea')),
                ('feeder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned_works', to='gridhealth.feeder')),
                ('origin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned_works_asked', to='deadlines.timeline')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('timeline', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='planned_work', to='deadlines.timeline')),
            ],
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('role', models.CharField(choices=[('intake', 'Intake officer'), ('chief', 'Chief service officer'), ('manager', 'Account manager'), ('planner', 'Supply planner'), ('reviewer', 'Plan reviewer'), ('works', 'Works manager'), ('inspector', 'Inspector'), ('meter', 'Meter fitter'), ('dispatch', 'Dispatcher'), ('contract', 'Contract officer'), ('supervisor', 'Supervisor'), ('leader', 'Company leader'), ('auditor', 'Auditor'), ('gov', 'Government approver')], max_length=20)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='outages.plannedwork')),
            ],
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('NOTICE', 'Planned outage'), ('CHANGE', 'New time'), ('DELAY', 'Starts later'), ('EXTENSION', 'Takes longer'), ('RESTORATION', 'Power is back'), ('EARLY', 'Power is back early'), ('CANCELLATION', 'Cancelled: the power stays on')], max_length=16)),
                ('feeder_name', models.CharField(max_length=80)),
                ('area_names', models.TextField()),
                ('reason', models.CharField(max_length=500)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refers_to', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='outages.announcement')),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='outages.plannedwork')),
            ],
            options={
                'ordering': ['work', 'n'],
            },
        ),
        migrations.CreateModel(
            name='Interruption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customers', models.PositiveIntegerField()),
                ('off_at', models.DateTimeField()),
                ('on_at', models.DateTimeField(blank=True, null=True)),
                ('is_planned', models.BooleanField(default=False)),
                ('is_external', models.BooleanField(default=False)),
                ('is_rationing', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interruptions', to='gridhealth.transformerarea')),
                ('timeline', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interruptions', to='deadlines.timeline')),
            ],
            options={
                'indexes': [models.Index(fields=['area', 'off_at'], name='interruption_by_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(('on_at', None), ('on_at__gte', models.F('off_at')), _connector='OR'), name='power_comes_back_after_it_went'), models.UniqueConstraint(fields=('timeline', 'area', 'off_at'), name='an_area_goes_dark_once_at_a_time')],
            },
        ),
        migrations.AddIndex(
            model_name='plannedwork',
            index=models.Index(fields=['starts_at'], name='planned_work_by_start'),
        ),
        migrations.AddConstraint(
            model_name='plannedwork',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='planned_work_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='plannedwork',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['DRAFT', 'LIVE', 'LIVE_DONE', 'OUTAGE_REQUEST', 'APPROVED', 'REFUSED', 'NOTIFIED', 'STARTED', 'RESTORED', 'REVIEWED', 'CANCELLED'])), name='planned_work_is_at_a_known_stage'),
        ),
        migrations.AddConstraint(
            model_name='plannedwork',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage__in', ('NOTIFIED', 'STARTED', 'RESTORED', 'REVIEWED')), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='nothing_is_announced_without_its_approval'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('work', 'round', 'role'), name='a_role_signs_once_a_round'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('work', 'round', 'by'), name='a_person_signs_once_a_round'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.UniqueConstraint(fields=('work', 'n'), name='announcements_of_a_work_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('n', 1), ('refers_to', None)), models.Q(('n__gt', 1), ('refers_to__isnull', False)), _connector='OR'), name='every_later_announcement_refers_back'),
        ),
    ]
