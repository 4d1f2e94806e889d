"""Tables of who is served, where and under which account. By whom, and how well: `serving`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.crypto import EncryptedTextField, blind_index
from accounts.masking import mask_address, mask_id, mask_name, mask_phone, mask_shop
from customers.calendar.models import Appointment
from customers.choices import PERSONAL, CustomerKind, ImportanceLevel, LocationClass
from customers.serving.models import AccountManager, Assignment, ChiefOfficer, FollowUp, Leave, Rating, Visit
from customers.wishes.models import ServiceWish
from gridhealth.choices import Crs, VoltageClass
from gridhealth.models import Feeder, TransformerArea

__all__ = [
    "ServiceWish",
    "AccountManager",
    "AccountSeries",
    "Appointment",
    "Assignment",
    "Attendance",
    "ChiefOfficer",
    "Customer",
    "Demand",
    "DemandAddition",
    "DemandAnswer",
    "FollowUp",
    "Intake",
    "Leave",
    "PlannedVisit",
    "Posting",
    "Rating",
    "Site",
    "SupplyPoint",
    "TicketNews",
    "Visit",
    "VisitPlan",
    "VisitWord",
]


class CustomerQuerySet(models.QuerySet["Customer"]):
    def identified_by(self, number: str) -> CustomerQuerySet:
        """Whoever goes by this identity number or social credit code."""
        index = blind_index(number)
        return self.filter(Q(citizen_id_index=index) | Q(uscc_index=index)) if index else self.none()

    def life_support(self) -> CustomerQuerySet:
        """Where somebody's life hangs on the supply."""
        return self.filter(is_life_support=True)

    def of_user(self, user: object) -> CustomerQuerySet:
        return self.filter(user=user)


class Customer(models.Model):
    """A person or a body that is supplied, or wants to be. One sign-in may stand for several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="customers"
    )
    kind = models.CharField(max_length=20, choices=CustomerKind.choices)
    name = EncryptedTextField(mask=mask_name)
    citizen_id = EncryptedTextField(blank=True, mask=mask_id)
    citizen_id_index = models.CharField(max_length=64, blank=True, editable=False)
    uscc = EncryptedTextField(blank=True, mask=mask_id)
    uscc_index = models.CharField(max_length=64, blank=True, editable=False)
    phone = EncryptedTextField(blank=True, mask=mask_phone)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    legal_person = EncryptedTextField(blank=True, mask=mask_name)
    importance_level = models.CharField(max_length=12, choices=ImportanceLevel.choices, default=ImportanceLevel.NONE)
    importance_document = models.CharField(max_length=120, blank=True)
    is_life_support = models.BooleanField(default=False)
    registered_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "citizen_id_index"],
                condition=Q(user__isnull=False, uscc_index="") & ~Q(citizen_id_index=""),
                name="a_sign_in_holds_a_person_once",
            ),
            models.UniqueConstraint(
                fields=["user", "uscc_index"],
                condition=Q(user__isnull=False) & ~Q(uscc_index=""),
                name="a_sign_in_holds_a_body_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=CustomerKind.values), name="a_customer_is_of_a_known_kind"),
        ]
        indexes = [
            models.Index(fields=["citizen_id_index"], name="customer_by_citizen_id"),
            models.Index(fields=["uscc_index"], name="customer_by_uscc"),
            models.Index(fields=["phone_index"], name="customer_by_phone"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def identity(self) -> str:
        """The credit code of a body, else the number of a person."""
        return self.uscc.plain or self.citizen_id.plain

    def goes_by(self, number: str) -> bool:
        """This is the identity number or the credit code."""
        index = blind_index(number)
        return bool(index) and index in (self.citizen_id_index, self.uscc_index)

    def is_same_as(self, other: Customer) -> bool:
        """The same person or body, whoever signed in for it."""
        mine = {self.citizen_id_index, self.uscc_index} - {""}
        return bool(mine & {other.citizen_id_index, other.uscc_index})

    @property
    def display_name(self) -> str:
        """Fit for any page: a body's name in full, a person's and a shop's masked."""
        if self.kind == CustomerKind.INDIVIDUAL_BUSINESS:
            return mask_shop(self.name.plain)
        return str(self.name) if self.kind in PERSONAL else self.name.plain


class Site(models.Model):
    """Where power is wanted. The exact address is personal; `area_name` is what the public may read."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sites")
    address = EncryptedTextField(mask=mask_address)
    address_index = models.CharField(max_length=64, blank=True, editable=False)
    area_name = models.CharField(max_length=80, blank=True)
    region_code = models.CharField(max_length=6)
    township_code = models.CharField(max_length=9, blank=True)
    village_code = models.CharField(max_length=12, blank=True)
    location_class = models.CharField(max_length=8, choices=LocationClass.choices, default=LocationClass.RURAL)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    crs = models.CharField(max_length=12, choices=Crs.choices, default=Crs.CGCS2000)
    real_estate_unit = EncryptedTextField(blank=True, mask=mask_id)
    real_estate_unit_index = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(crs=Crs.CGCS2000), name="a_site_lies_in_cgcs2000_alone"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="a_place_has_both_its_numbers",
            ),
        ]
        indexes = [
            models.Index(fields=["address_index"], name="site_by_address"),
            models.Index(fields=["real_estate_unit_index"], name="site_by_real_estate_unit"),
            models.Index(fields=["township_code"], name="site_by_township"),
        ]

    def __str__(self) -> str:
        return self.area_name or str(self.address)

    @property
    def user(self) -> Any:
        """Whose personal data the address is, as the access log asks."""
        return self.customer.user


class AccountSeries(models.Model):
    """How new account numbers look: a prefix, and how many digits in all. One series is open at a time."""

    prefix = models.CharField(max_length=6)
    digits = models.PositiveSmallIntegerField()
    last_no = models.PositiveBigIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_open"], condition=Q(is_open=True), name="one_account_series_is_open"),
            models.CheckConstraint(condition=Q(digits__in=[10, 13]), name="account_numbers_have_10_or_13_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} ({self.digits})"


class SupplyPointQuerySet(models.QuerySet["SupplyPoint"]):
    def open(self) -> SupplyPointQuerySet:
        return self.filter(closed_at=None)

    def held_by(self, customer: Customer) -> SupplyPointQuerySet:
        """Of the same person or body, under whichever sign-in."""
        return self.filter(customer__in=Customer.objects.identified_by(customer.identity))

    def with_place(self) -> SupplyPointQuerySet:
        return self.select_related("customer", "site")


class SupplyPoint(models.Model):
    """An account: where a customer is connected to which part of the network, and with how much."""

    account_no = models.CharField(max_length=13, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="supply_points")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="supply_points")
    area = models.ForeignKey(
        TransformerArea, null=True, blank=True, on_delete=models.PROTECT, related_name="supply_points"
    )
    feeder = models.ForeignKey(Feeder, null=True, blank=True, on_delete=models.PROTECT, related_name="supply_points")
    voltage_class = models.CharField(max_length=6, choices=VoltageClass.choices)
    capacity_kva = models.DecimalField(max_digits=12, decimal_places=2)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SupplyPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(capacity_kva__gt=0), name="an_account_has_a_capacity"),
            models.CheckConstraint(
                condition=Q(account_no__regex=r"^(\d{10}|\d{13})$"), name="an_account_number_has_10_or_13_digits"
            ),
        ]
        # Counted without a look at the rows when a part of the network goes dark
        indexes = [models.Index(fields=["area"], name="open_accounts_of_an_area", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return self.account_no


from customers.demands.models import Demand, DemandAddition, DemandAnswer  # noqa: E402 - they ask who serves
from customers.hotline.models import Intake, Posting, TicketNews  # noqa: E402
from customers.projects.models import *  # noqa: E402, F403
from customers.visits.models import Attendance, PlannedVisit, VisitPlan, VisitWord  # noqa: E402
