"""Encryption of personal data at rest, bound to its column, and a blind index to find a value again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

import sealing
from accounts.masking import Masked

# What a value was sealed with: v1 is AES-256-GCM, s1 is SM4-GCM.
VERSIONS = {"v1": sealing.INTERNATIONAL, "s1": sealing.NATIONAL}
NONCE_BYTES = 12


class Undecipherable(Exception):
    """The value was moved, altered, or its key is not here."""


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _key(key_id: str) -> bytes:
    try:
        return _decode(settings.DATA_KEYS[key_id])
    except KeyError:
        raise Undecipherable(f"no key {key_id}") from None


def current_key_id() -> str:
    """The key that encrypts now: the first one listed. The others only decrypt."""
    return next(iter(settings.DATA_KEYS))


def current_version() -> str:
    """How values are marked that the suite in use seals."""
    return next(version for version, name in VERSIONS.items() if name == settings.CRYPTO_SUITE)


def encrypt(plain: str, *, aad: str) -> str:
    """`version|key id|nonce|ciphertext`; `aad` says where the value belongs, and nowhere else does it decrypt."""
    key_id, nonce, name = current_key_id(), os.urandom(NONCE_BYTES), settings.CRYPTO_SUITE
    sealed = sealing.suite(name).seal(_key(key_id), nonce, plain.encode(), aad.encode())
    return "|".join([current_version(), key_id, base64.b64encode(nonce).decode(), base64.b64encode(sealed).decode()])


def decrypt(token: str, *, aad: str) -> str:
    try:
        version, key_id, nonce, sealed = token.split("|")
        if version not in VERSIONS:
            raise Undecipherable(f"unknown format {version}")
        made_with = sealing.suite(VERSIONS[version])
        return made_with.unseal(_key(key_id), _decode(nonce), _decode(sealed), aad.encode()).decode()
    except ValueError as error:
        raise Undecipherable(f"a value of {aad}") from error


def normalised(value: str) -> str:
    """One spelling for values that people write in several: full width, blanks, hyphens, small letters."""
    return "".join(c for c in unicodedata.normalize("NFKC", value) if not c.isspace() and c != "-").upper()


def blind_index(value: str) -> str:
    """A keyed fingerprint: equal values are found without decrypting. Its key is not a data key. Empty stays empty."""
    if not value:
        return ""
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), normalised(value).encode(), hashlib.sha256).hexdigest()


class _MaskingAttribute(DeferredAttribute):
    """Wraps what is assigned to a field with a mask, so that it is masked before the first save too."""

    field: EncryptedTextField

    def __set__(self, instance: models.Model, value: Any) -> None:
        mask = self.field.mask
        instance.__dict__[self.field.attname] = Masked(value, mask) if mask and isinstance(value, str) else value


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text in Python, ciphertext in the database. Not searchable: put a `blind_index` beside it.

    With `mask=`, the attribute is a `Masked` value that only `accounts.access.reveal` or `.plain` opens.
    """

    descriptor_class = _MaskingAttribute

    def __init__(self, *args: Any, mask: Callable[[str], str] | None = None, **kwargs: Any) -> None:
        self.mask = mask
        super().__init__(*args, **kwargs)

    @property
    def aad(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if not value:
            return value
        plain = decrypt(value, aad=self.aad)
        return Masked(plain, self.mask) if self.mask else plain

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Masked):
            value = value.plain
        value = super().get_prep_value(value)
        return encrypt(value, aad=self.aad) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look it up by its blind index.")
        return super().get_lookup(lookup_name)
