"""What a team may use, what is held exempt, and appeals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gridhealth', '0003_terminals_and_their_curves'),
        ('outages', '0005_a_crew_for_each_cell'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('due_on', models.DateField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cell', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='gridhealth.gridcell')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('by')), _negated=True), _connector='OR'), name='nobody_answers_his_own_appeal')],
            },
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('customer_hours', models.DecimalField(decimal_places=2, max_digits=12)),
                ('cell', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='gridhealth.gridcell')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cell', 'year'), name='a_team_has_one_budget_a_year'), models.CheckConstraint(condition=models.Q(('customer_hours__gte', 0)), name='a_budget_is_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Reclassification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('off_at', models.DateTimeField()),
                ('exemption', models.CharField(choices=[('FORCE_MAJEURE', 'Force majeure, with the weather record'), ('USER_SIDE', "The customer's own equipment"), ('THIRD_PARTY', 'Third party, with the police or insurance record')], max_length=20)),
                ('evidence', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='gridhealth.transformerarea')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('area', 'off_at'), name='an_interruption_is_reclassified_once'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='nobody_confirms_his_own_reclassification')],
            },
        ),
    ]
