"""The part of a person's copy that is kept here: whom they stand for, and their places."""

from __future__ import annotations

from typing import Any

from accounts.copying import adds
from accounts.models import User
from customers.models import Customer


@adds("customers")
def customers(user: User) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.kind, "name": row.name, "citizen_id": row.citizen_id, "uscc": row.uscc, "phone": row.phone,
            "legal_person": row.legal_person, "registered_at": row.registered_at,
            "sites": [
                {"address": site.address, "real_estate_unit": site.real_estate_unit, "latitude": site.latitude,
                 "longitude": site.longitude}
                for site in row.sites.all()
            ],
        }
        for row in Customer.objects.of_user(user).prefetch_related("sites")
    ]  # fmt: skip
