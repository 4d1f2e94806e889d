"""Style, types, floors, migrations and deployment settings, one after the other; says at the end what failed."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
KEY = base64.b64encode(bytes(32)).decode()
# As a real installation sets it, with nothing that works anywhere.
DEPLOYED = {
    "SECRET_KEY": "only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "DATA_KEYS": f"k1={KEY}", "BLIND_INDEX_KEY": KEY, "DATABASE_URL": "postgres:///portal",
    "REDIS_URL": "redis://localhost/0", "ALLOWED_HOSTS": "portal.example.gov.cn", "BEHIND_TLS": "1",
    "PORTAL_ENV": os.devnull,
}  # fmt: skip
CHECKS = {
    "style": ["ruff", "check", "-q", "."],
    "format": ["ruff", "format", "-q", "--check", "."],
    "types": ["mypy"],
    "floors": ["lint-imports"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": ["python", "manage.py", "check", "--deploy", "--fail-level", "ERROR"],
}


def strict_files() -> list[str]:
    """Where the law is: rules, actions and the whole of deadlines."""
    everywhere = [path for room in ROOT.iterdir() if (room / "apps.py").exists() for path in room.rglob("*.py")]
    lawful = [
        p
        for p in everywhere
        if p.stem in ("rules", "actions") or {"rules", "deadlines"} & set(p.parts[len(ROOT.parts) :])
    ]
    return [str(p) for p in lawful if not {"migrations", "management"} & set(p.parts)]


def main(chosen: list[str]) -> int:
    """Run the checks named, or all; 0 when nothing was found."""
    failed = []
    for name, (program, *arguments) in CHECKS.items():
        if chosen and name not in chosen:
            continue
        if name == "types":
            arguments = strict_files()
        done = subprocess.run(
            [BIN / program, *arguments], cwd=ROOT, env={**os.environ, **DEPLOYED}, capture_output=True, text=True
        )
        sys.stdout.write(f"{name}: {'ok' if done.returncode == 0 else 'found something'}\n")
        if done.returncode:
            failed.append(name)
            sys.stdout.write((done.stdout + done.stderr)[-6000:])
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
