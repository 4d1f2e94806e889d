"""One small interface to hashes, message codes, ciphers and signatures, and two suites behind it.

`international`: SHA-256, HMAC, AES-256-GCM, Ed25519. `national`: SM3 (GB/T 32905), HMAC with SM3, SM4-GCM (GB/T 32907,
RFC 8998), SM2 (GB/T 32918). Which one makes new things is a setting; what was made with either is read for ever.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Protocol

INTERNATIONAL, NATIONAL = "international", "national"
NAMES = (INTERNATIONAL, NATIONAL)


class NotGenuine(ValueError):
    """A sealed value was altered, moved, or made with another key."""


class Suite(Protocol):
    """Keys of `mac` are of any length; those of `seal` and `unseal` have 32 bytes; nonces 12."""

    name: str
    signs_with: str

    def digest(self, data: bytes) -> bytes:
        """32 bytes."""

    def mac(self, key: bytes, data: bytes) -> bytes:
        """32 bytes that only who knows the key can make."""

    def seal(self, key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        """Ciphertext and tag; `aad` is bound to it and not kept in it."""

    def unseal(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """Raises NotGenuine."""

    def new_key(self) -> bytes:
        """A private key to sign with."""

    def public_of(self, key: bytes) -> bytes:
        """What others need to verify."""

    def sign(self, key: bytes, message: bytes) -> bytes: ...

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """False for whatever is wrong with it, also for what is no signature at all."""


@cache
def suite(name: str) -> Suite:
    """The suite of this name. Raises LookupError for any other."""
    if name not in NAMES:
        raise LookupError(f"no crypto suite {name}: {' or '.join(NAMES)}")
    found: Suite = import_module(f"sealing.{name}").SUITE
    return found
