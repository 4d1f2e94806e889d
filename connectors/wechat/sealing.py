"""WeChat's safe mode for what it pushes: AES-256-CBC under the EncodingAESKey, SHA-1 over token, time, nonce, text.

Source: the platform's public description of message encryption; the padding is PKCS#7 to blocks of 32 bytes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
HEAD = 16


class Unsealable(ValueError):
    """Not sealed for this account."""


def signature(token: str, timestamp: str, nonce: str, sealed: str) -> str:
    told = "".join(sorted([token, timestamp, nonce, sealed]))
    return hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()


def is_genuine(given: str, token: str, timestamp: str, nonce: str, sealed: str) -> bool:
    made = signature(token, timestamp, nonce, sealed)
    return bool(token) and hmac.compare_digest(made.encode(), given.encode())


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(f"{aes_key}=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def seal(text: str, *, aes_key: str, app_id: str) -> str:
    body = text.encode()
    plain = os.urandom(HEAD) + struct.pack(">I", len(body)) + body + app_id.encode()
    missing = BLOCK - len(plain) % BLOCK
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()).decode()


def unseal(sealed: str, *, aes_key: str, app_id: str) -> str:
    """The text that was sealed for this account. Raises Unsealable."""
    try:
        decryptor = _cipher(aes_key).decryptor()
        padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        plain = padded[: -padded[-1]]
        length = struct.unpack(">I", plain[HEAD : HEAD + 4])[0]
        text, meant_for = plain[HEAD + 4 : HEAD + 4 + length], plain[HEAD + 4 + length :]
        if meant_for.decode() != app_id:
            raise Unsealable
        return text.decode()
    except (ValueError, IndexError, struct.error) as wrong:
        raise Unsealable from wrong
