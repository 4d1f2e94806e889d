"""Tables of the reserve: leads, the news they are made of, what was done, how far each platform was read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.crypto import EncryptedTextField
from accounts.masking import mask_phone
from accounts.roles import Role
from customers.projects.choices import KEY_LEVELS, LeadKind, Level, Source
from gridhealth.towns import TOWNS

TOWN_NAMES = {town.code: town.name for town in TOWNS}


class LeadQuerySet(models.QuerySet["Lead"]):
    def single(self) -> LeadQuerySet:
        """Without those that turned out to be another one."""
        return self.filter(merged_into=None)

    def open(self) -> LeadQuerySet:
        return self.single().filter(set_aside_at=None, is_cancelled=False)

    def key(self) -> LeadQuerySet:
        return self.filter(Q(is_marked_key=True) | Q(level__in=KEY_LEVELS))

    def in_order(self) -> LeadQuerySet:
        """Soonest wanted first; those without a day come last."""
        return self.order_by(F("wanted_on").asc(nulls_last=True), "id")

    def known_by(self, *codes: str) -> LeadQuerySet:
        wanted = [code for code in codes if code]
        return self.single().filter(Q(code__in=wanted) | Q(former_code__in=wanted)) if wanted else self.none()

    def visible_to(self, user: Any) -> LeadQuerySet:
        """The company's own people; a lead is nobody's application yet."""
        is_ours = user.is_authenticated and user.is_staff and user.roles - {Role.GOV}
        return self.single() if is_ours else self.none()

    def locked(self, pk: int) -> Lead:
        return self.single().select_for_update(of=("self",)).get(pk=pk)


class Lead(models.Model):
    """Somebody who may soon need power. Enterprises and public bodies only: of private people nothing is kept here."""

    kind = models.CharField(max_length=10, choices=LeadKind.choices)
    code = models.CharField(max_length=26, blank=True)
    former_code = models.CharField(max_length=26, blank=True)
    is_code_right = models.BooleanField(default=True)
    name = models.CharField(max_length=200, blank=True)
    owner_name = models.CharField(max_length=200, blank=True)
    uscc = EncryptedTextField(blank=True)
    uscc_index = models.CharField(max_length=64, blank=True, editable=False)
    phone = EncryptedTextField(blank=True, mask=mask_phone)
    township_code = models.CharField(max_length=9, blank=True)
    address = models.CharField(max_length=200, blank=True)
    needed_kva = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    wanted_on = models.DateField(null=True, blank=True)
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.COUNTY)
    is_cancelled = models.BooleanField(default=False)
    first_told_at = models.DateTimeField()
    last_told_at = models.DateTimeField()

    # What we do about it
    is_marked_key = models.BooleanField(default=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    offered_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    objects = LeadQuerySet.as_manager()

    class Meta:
        app_label = "customers"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code="") & Q(merged_into=None), name="one_lead_of_a_project_code"
            ),
            models.UniqueConstraint(
                fields=["uscc_index"], condition=Q(kind="LICENCE") & ~Q(uscc_index="") & Q(merged_into=None),
                name="one_lead_of_a_new_licence",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["wanted_on", "id"], name="leads_by_wanted_day")]

    def __str__(self) -> str:
        named = (self.owner_name, self.name) if self.kind == LeadKind.LICENCE else (self.name, self.owner_name)
        return next(filter(None, named), self.code)

    @property
    def is_key(self) -> bool:
        return self.is_marked_key or self.level in KEY_LEVELS

    @property
    def place(self) -> str:
        return TOWN_NAMES.get(self.township_code, "")


class LeadNews(models.Model):
    """One event about a lead as it was told. The lead is what all of them together say."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="news")
    source = models.CharField(max_length=12, choices=Source.choices)
    event_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    facts_json = EncryptedTextField(default="{}")
    told_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        app_label = "customers"
        constraints = [
            models.UniqueConstraint(fields=["source", "event_id"], name="news_of_a_project_comes_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.event_id}"


class LeadStep(models.Model):
    """What one of us did about a lead, in a sentence."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=20)
    text = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "customers"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.lead_id}"


class Feed(models.Model):
    """How far a platform has been read, and when it last answered. Its row is the lock of the reserve's writers."""

    system = models.CharField(max_length=12, primary_key=True)
    cursor = models.CharField(max_length=40, blank=True)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "customers"

    def __str__(self) -> str:
        return f"{self.system} {self.cursor}"
