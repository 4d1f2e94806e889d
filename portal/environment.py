"""var/portal.env: the secrets and addresses of this copy, made once, readable by its owner alone."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


MADE_ONCE = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "DATA_KEYS": lambda: f"k1={_key()}",
    "BLIND_INDEX_KEY": _key,
    "SEAL_KEY": _key,
    "ELICENCE_SECRET": lambda: secrets.token_urlsafe(32),
    "SMS_SECRET": lambda: secrets.token_urlsafe(32),
}


def read(file: Path) -> dict[str, str]:
    """What the file holds; nothing when there is none yet."""
    if not file.exists():
        return {}
    lines = [line for line in file.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def write(file: Path, addresses: dict[str, str]) -> dict[str, str]:
    """Keep the secrets that are there, make those that are missing, and note where the servers are today."""
    kept = read(file)
    made = {name: kept.get(name) or make() for name, make in MADE_ONCE.items()}
    values = {**kept, **made, **addresses}
    scratch = file.with_suffix(".new")
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("# Secrets and addresses of this copy. `make run` writes it; nobody else may read it.\n")
        out.writelines(f"{name}={value}\n" for name, value in values.items())
    scratch.replace(file)
    return values
