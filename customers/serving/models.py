"""Tables of who serves customers, who had which case, and what customers say about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Avg, Count, F, Q

from accounts.crypto import EncryptedTextField
from customers.choices import Score, VisitChannel, VisitKind
from deadlines.models import Timeline

# Fewer are too few: an average of them would tell who said what.
FEWEST_RATINGS = 5


class AccountManagerQuerySet(models.QuerySet["AccountManager"]):
    def covering(self, township_code: str) -> AccountManagerQuerySet:
        return self.filter(areas__contains=[township_code])

    def taking(self) -> AccountManagerQuerySet:
        """Who takes cases now: nobody who is on leave."""
        away = Leave.objects.under_way()
        return self.filter(is_taking_cases=True, user__is_active=True).exclude(pk__in=away.values("manager"))

    def with_load(self) -> AccountManagerQuerySet:
        """Adds `open_cases`, counted from the rows: a count that is kept by hand goes wrong in silence."""
        return self.annotate(open_cases=Count("assignments", filter=Q(assignments__released_at=None)))


class AccountManager(models.Model):
    """An employee who is a customer's daily contact, in some townships and for so many cases at a time."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="account_manager")
    areas = ArrayField(models.CharField(max_length=9), default=list)
    open_case_cap = models.PositiveSmallIntegerField(default=30)
    is_taking_cases = models.BooleanField(default=True)

    objects = AccountManagerQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["areas"], name="manager_by_area")]

    def __str__(self) -> str:
        return str(self.user)

    @cached_property
    def open_cases(self) -> int:
        return self.assignments.open().count()

    @property
    def is_full(self) -> bool:
        return self.open_cases >= self.open_case_cap


class LeaveQuerySet(models.QuerySet["Leave"]):
    def to_begin(self, day: date) -> LeaveQuerySet:
        return self.filter(begun_at=None, ended_at=None, from_on__lte=day)

    def under_way(self) -> LeaveQuerySet:
        return self.filter(begun_at__isnull=False, ended_at=None)

    def to_end(self, day: date) -> LeaveQuerySet:
        return self.under_way().filter(until_on__lt=day)


class Leave(models.Model):
    """An account manager is away from a day until another, and who stands in. Begun and ended by the portal."""

    manager = models.ForeignKey(AccountManager, on_delete=models.PROTECT, related_name="leaves")
    cover = models.ForeignKey(AccountManager, on_delete=models.PROTECT, related_name="covers")
    from_on = models.DateField()
    until_on = models.DateField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manager"], condition=Q(ended_at=None), name="a_manager_has_one_leave_at_a_time"
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="a_leave_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(cover=F("manager")), name="nobody_covers_for_himself"),
        ]

    def __str__(self) -> str:
        return f"{self.manager} {self.from_on} - {self.until_on}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> AssignmentQuerySet:
        return self.filter(released_at=None)


class Assignment(models.Model):
    """Who looked after which case, from when to when, and why that changed."""

    manager = models.ForeignKey(AccountManager, on_delete=models.PROTECT, related_name="assignments")
    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="assignments")
    is_chosen = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    covers_leave = models.ForeignKey(Leave, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["timeline"], condition=Q(released_at=None), name="a_case_has_one_manager_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["manager"], condition=Q(released_at=None), name="open_cases_of_a_manager")]

    def __str__(self) -> str:
        return f"{self.timeline_id}: {self.manager_id}"


class ChiefOfficerQuerySet(models.QuerySet["ChiefOfficer"]):
    def in_line(self, day: date) -> ChiefOfficerQuerySet:
        """The present ones first, by rank; then the absent ones, so that the line is never empty."""
        is_away = Q(absent_from__isnull=False, absent_from__lte=day) & (Q(absent_until=None) | Q(absent_until__gte=day))
        return self.alias(is_away=models.ExpressionWrapper(is_away, models.BooleanField())).order_by("is_away", "rank")


class ChiefOfficer(models.Model):
    """The county's chief service officer (rank 0) and the deputies who stand in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="chief_office")
    rank = models.PositiveSmallIntegerField(unique=True)
    absent_from = models.DateField(null=True, blank=True)
    absent_until = models.DateField(null=True, blank=True)

    objects = ChiefOfficerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(absent_until=None) | Q(absent_from__isnull=False, absent_until__gte=F("absent_from")),
                name="a_chief_is_absent_from_a_day_until_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.user}"

    def is_away(self, day: date) -> bool:
        if self.absent_from is None or self.absent_from > day:
            return False
        return self.absent_until is None or self.absent_until >= day


class Visit(models.Model):
    """A customer was visited or called. What was said may be personal, so the note is encrypted."""

    kind = models.CharField(max_length=20, choices=VisitKind.choices)
    channel = models.CharField(max_length=10, choices=VisitChannel.choices, default=VisitChannel.ON_SITE)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="visits")
    timeline = models.ForeignKey(Timeline, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    visited_at = models.DateTimeField()
    visited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("visited_at")), name="a_visit_is_recorded_after_it_took_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.visited_at:%F}"


class RatingQuerySet(models.QuerySet["Rating"]):
    def low(self) -> RatingQuerySet:
        return self.filter(Q(manager_score__lte=Score.BAD) | Q(service_score__lte=Score.BAD))

    def satisfaction(self) -> Decimal | None:
        """The average for the manager, to one digit; None while there are too few to say anything fair."""
        facts = self.exclude(manager_score=None).aggregate(n=Count("pk"), mean=Avg("manager_score"))
        return None if facts["n"] < FEWEST_RATINGS else Decimal(facts["mean"]).quantize(Decimal("0.1"))


class Rating(models.Model):
    """A customer's word on one event of one case. The database refuses to change or delete it, whoever asks.

    The manager never sees rows of this table, only an average of five or more.
    """

    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="ratings")
    about = models.CharField(max_length=40)
    manager = models.ForeignKey(AccountManager, null=True, blank=True, on_delete=models.PROTECT, related_name="ratings")
    manager_score = models.PositiveSmallIntegerField(choices=Score.choices, null=True, blank=True)
    service_score = models.PositiveSmallIntegerField(choices=Score.choices)
    comment = EncryptedTextField(blank=True)
    rated_at = models.DateTimeField()

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["timeline", "about"], name="an_event_is_rated_once"),
            models.CheckConstraint(
                condition=Q(service_score__in=Score.values)
                & (Q(manager_score=None) | Q(manager_score__in=Score.values)),
                name="a_score_is_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.timeline_id} {self.about}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> FollowUpQuerySet:
        return self.filter(closed_at=None)


class FollowUp(models.Model):
    """Somebody was not content: who sees to it, and what came of it. The word itself stays as it was given."""

    rating = models.OneToOneField(Rating, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_up")
    visit = models.OneToOneField(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_up")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = EncryptedTextField(blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rating=None, visit__isnull=False) | Q(rating__isnull=False, visit=None),
                name="a_follow_up_has_one_cause",
            )
        ]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
