"""The portal's own seal on a letter that it files: whoever has the public key can prove that not a byte was changed."""

from __future__ import annotations

import base64
from typing import NamedTuple

from django.conf import settings

from sealing import NAMES, suite


class Seal(NamedTuple):
    """All three empty when this portal has no key to seal with."""

    seal: str = ""
    sealed_with: str = ""
    sealed_by: str = ""


def sealed(letter: bytes) -> Seal:
    if not settings.SEAL_KEY:
        return Seal()
    made_with, key = suite(settings.CRYPTO_SUITE), base64.b64decode(settings.SEAL_KEY)
    signature, public = made_with.sign(key, letter), made_with.public_of(key)
    return Seal(base64.b64encode(signature).decode(), made_with.signs_with, base64.b64encode(public).decode())


def is_whole(letter: bytes, seal: Seal) -> bool:
    """Whether this is the letter that was sealed."""
    made_with = next((one for one in map(suite, NAMES) if one.signs_with == seal.sealed_with), None)
    return made_with is not None and made_with.verify(
        base64.b64decode(seal.sealed_by), letter, base64.b64decode(seal.seal)
    )
