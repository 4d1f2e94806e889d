"""Transformers to lend in the demo county: a stock of six sizes, one of them for a building site."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from applications.lease import actions
from applications.lease.choices import LeaseStage
from applications.lease.models import Lease, Transformer

STOCK = (
    ("XC-BY-0001", 100, ""), ("XC-BY-0002", 200, ""), ("XC-BY-0003", 315, ""), ("XC-BY-0004", 315, ""),
    ("XC-BY-0005", 400, ""), ("XC-BY-0006", 500, "油浸式，带低压柜"), ("XC-BY-0007", 630, ""),
)  # fmt: skip
LONG, SHORT = timedelta(days=150), timedelta(days=3)


def load(at: datetime) -> int:
    """Once; how many pieces there are."""
    officers = {user.username: user for user in User.objects.filter(username__in=["works", "contract"])}
    if Transformer.objects.exists() or len(officers) < 2:
        return 0
    for asset_no, rating, note in STOCK:
        actions.add_transformer(asset_no=asset_no, rating_kva=rating, note=note, by=officers["works"], at=at)
    rows = Lease.objects.filter(stage=LeaseStage.OFFERED, application__applicant__isnull=False)
    offered = list(rows.select_related("application__applicant").order_by("pk")[:2])
    for lease, term in zip(offered, (LONG, SHORT), strict=False):
        _lend(lease, term, officers, at=at)
    return len(STOCK)


def _lend(lease: Lease, term: timedelta, officers: dict[str, User], *, at: datetime) -> None:
    """The long one is signed for, and the works managers bring it next; the short one runs and is soon due back."""
    pk, customer, day = lease.application.pk, lease.application.applicant, timezone.localdate(at)
    piece = Transformer.objects.free().filter(rating_kva__gte=315).order_by("rating_kva", "pk").first()
    assert piece  # added just now
    actions.choose_lease(pk, by=customer, at=at, rating=piece.rating_kva)
    actions.quote_lease(
        pk, by=officers["contract"], at=at, transformer=piece.pk, from_on=day, until_on=day + term,
        yuan_per_day=Decimal(68), deposit_yuan=Decimal(2000),
    )  # fmt: skip
    actions.sign_lease(pk, by=customer, at=at)
    if term == SHORT:
        actions.deliver_transformer(pk, by=officers["works"], at=at)
        actions.begin_lease(pk, by=officers["works"], at=at)
