"""What was handed to the approval platform, and its words."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FATES = [
    ("WAITING", "Waiting for what comes before it"), ("TAKEN", "Taken in"), ("PASSED_OVER", "Came too late"),
]  # fmt: skip
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("approvals", "0005_who_has_taken_a_permit")]
    operations = [
        migrations.CreateModel(
            "Submission",
            [
                ("id", ID),
                ("version", models.SmallIntegerField(default=-1)),
                ("platform_no", models.CharField(blank=True, max_length=80)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("given_up_at", models.DateTimeField(blank=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("heard", models.PositiveSmallIntegerField(default=0)),
                (
                    "permit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submission", to="approvals.permit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            "PlatformNews",
            [
                ("id", ID.clone()),
                ("seq", models.PositiveSmallIntegerField()),
                ("word", models.CharField(max_length=12)),
                ("document_no", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField(blank=True)),
                ("received_at", models.DateTimeField()),
                ("fate", models.CharField(choices=FATES, default="WAITING", max_length=12)),
                ("reason", models.CharField(blank=True, max_length=40)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="news", to="approvals.submission"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["submission", "seq"], name="the_platform_says_a_thing_once"),
                    models.CheckConstraint(
                        condition=Q(fate__in=["WAITING", "TAKEN", "PASSED_OVER"]), name="news_has_a_known_fate"
                    ),
                ]
            },
        ),
    ]
