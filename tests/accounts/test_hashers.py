"""A storm of sign-ins never takes the whole machine: two hashes at once, the rest wait a little and are told so."""

from __future__ import annotations

import pytest

from accounts import hashers
from accounts.refusals import TooMany


def test_a_hash_is_argon2id_of_moderate_size():
    encoded = hashers.ModerateArgon2Hasher().encode("password", "saltsaltsalt")
    assert encoded.startswith("argon2$argon2id$v=19$m=32768,t=3,p=1$")
    assert hashers.ModerateArgon2Hasher().verify("password", encoded)


def test_the_third_at_once_is_told_to_wait(monkeypatch):
    monkeypatch.setattr(hashers, "PATIENCE_SECONDS", 0.01)
    with hashers._Slot(), hashers._Slot(), pytest.raises(TooMany):
        hashers.ModerateArgon2Hasher().encode("password", "saltsaltsalt")
    assert hashers.ModerateArgon2Hasher().encode("password", "saltsaltsalt")
