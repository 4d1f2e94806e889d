"""Password hashing that is slow for a thief and does not starve everybody else."""

from __future__ import annotations

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.refusals import TooMany

AT_ONCE = threading.BoundedSemaphore(2)
PATIENCE_SECONDS = 3


class ModerateArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 32 MB and about a tenth of a second a hash; two at once a process, a storm of more gets a 429."""

    memory_cost = 32_768
    time_cost = 3
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _Slot():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _Slot():
            return super().verify(password, encoded)


class _Slot:
    def __enter__(self) -> None:
        if not AT_ONCE.acquire(timeout=PATIENCE_SECONDS):
            raise TooMany

    def __exit__(self, *raised: object) -> None:
        AT_ONCE.release()
