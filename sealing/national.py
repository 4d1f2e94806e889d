"""SM3, HMAC-SM3, SM4-GCM and, by GmSSL, SM2. A signing key is its private and its public part: 32 and 64 bytes.

SM4 knows keys of 16 bytes; they are derived from the 32 that every key of data has here.
"""

from __future__ import annotations

import gmssl_pyx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sealing import NATIONAL, NotGenuine

PRIVATE_BYTES, TAG_BYTES, KEY_BYTES = 32, 16, 16
FOR_SM4 = b"a key of 16 bytes for SM4"


class National:
    name = NATIONAL
    signs_with = "SM2"

    def digest(self, data: bytes) -> bytes:
        made = hashes.Hash(hashes.SM3())
        made.update(data)
        return made.finalize()

    def mac(self, key: bytes, data: bytes) -> bytes:
        made = hmac.HMAC(key, hashes.SM3())
        made.update(data)
        return made.finalize()

    def seal(self, key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        return gcm(self._short(key), nonce, plain, aad)

    def unseal(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        try:
            mode = modes.GCM(nonce, sealed[-TAG_BYTES:])
            opened = Cipher(algorithms.SM4(self._short(key)), mode).decryptor()
            opened.authenticate_additional_data(aad)
            return opened.update(sealed[:-TAG_BYTES]) + opened.finalize()
        except (InvalidTag, ValueError) as error:
            raise NotGenuine from error

    def _short(self, key: bytes) -> bytes:
        return self.mac(key, FOR_SM4)[:KEY_BYTES]

    def new_key(self) -> bytes:
        public, private = gmssl_pyx.sm2_key_generate()
        return bytes(private + public)

    def public_of(self, key: bytes) -> bytes:
        return key[PRIVATE_BYTES:]

    def sign(self, key: bytes, message: bytes) -> bytes:
        return bytes(gmssl_pyx.sm2_sign(key[:PRIVATE_BYTES], key[PRIVATE_BYTES:], message))

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            known = gmssl_pyx.normalize_sm2_public_key(public)
            return bool(signature) and bool(gmssl_pyx.sm2_verify(known, message, signature))
        except (gmssl_pyx.InvalidValueError, gmssl_pyx.GmsslInnerError, ValueError):
            return False


def gcm(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    """SM4 in Galois/counter mode with a key of 16 bytes: ciphertext, then the tag."""
    made = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    made.authenticate_additional_data(aad)
    return made.update(plain) + made.finalize() + made.tag


SUITE = National()
