"""The number of a case."""

from __future__ import annotations

import secrets

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ2"  # 32 signs that are not mistaken for one another


def new_number() -> str:
    """A case number nobody can guess: 55 random bits in two readable groups."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(11))
    return f"{settings.COUNTY['prefix']}-{signs[:5]}-{signs[5:]}"
