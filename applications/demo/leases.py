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
TERM = timedelta(days=150)


def load(at: datetime) -> int:
    """Once; how many pieces there are."""
    officers = {user.username: user for user in User.objects.filter(username__in=["works", "contract"])}
    if Transformer.objects.exists() or len(officers) < 2:
        return 0
    for asset_no, rating, note in STOCK:
        actions.add_transformer(asset_no=asset_no, rating_kva=rating, note=note, by=officers["works"], at=at)
    _lend(officers, at=at)
    return len(STOCK)


def _lend(officers: dict[str, User], *, at: datetime) -> None:
    """The first building site has taken the offer, got a price and signed; the works managers bring it next."""
    lease = Lease.objects.filter(stage=LeaseStage.OFFERED).select_related("application__applicant").first()
    if lease is None or lease.application.applicant is None:
        return
    pk, customer, day = lease.application.pk, lease.application.applicant, timezone.localdate(at)
    piece = Transformer.objects.filter(rating_kva=315).first()
    assert piece  # added just now
    actions.choose_lease(pk, by=customer, at=at, rating=piece.rating_kva)
    actions.quote_lease(
        pk, by=officers["contract"], at=at, transformer=piece.pk, from_on=day, until_on=day + TERM,
        yuan_per_day=Decimal(68), deposit_yuan=Decimal(2000),
    )  # fmt: skip
    actions.sign_lease(pk, by=customer, at=at)
