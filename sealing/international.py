"""SHA-256, HMAC-SHA-256, AES-256-GCM and Ed25519."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealing import INTERNATIONAL, NotGenuine


class International:
    name = INTERNATIONAL
    signs_with = "Ed25519"

    def digest(self, data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    def mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, "sha256")

    def seal(self, key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        return AESGCM(key).encrypt(nonce, plain, aad)

    def unseal(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        try:
            return AESGCM(key).decrypt(nonce, sealed, aad)
        except (InvalidTag, ValueError) as error:
            raise NotGenuine from error

    def new_key(self) -> bytes:
        return Ed25519PrivateKey.generate().private_bytes_raw()

    def public_of(self, key: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()

    def sign(self, key: bytes, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(key).sign(message)

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


SUITE = International()
