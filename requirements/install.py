"""Installs what is locked into .venv, with nothing but Python 3.11 or newer: `python3 requirements/install.py run`.

What is installed leaves a mark holding the hash of the locks, so a second call is done at once. uv is quick, but it
does not get through every network; then pip does the same work from the same hashes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
NO_VENV = "This Python cannot make a virtual environment. On Debian: apt install python3-venv; then try again."
FAILED = "The packages could not be installed; the lines above say why. Check the network and try again."


def main(sets: list[str]) -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Set PYTHON=... to a newer one.")
    locks = [HERE / f"{name}.txt" for name in sets]
    mark = VENV / f"installed-{'-'.join(sets)}"
    wanted = fingerprint(locks)
    if not (mark.exists() and mark.read_text() == wanted and runs(VENV / "bin" / "python")):
        install(locks)
        mark.write_text(wanted)
    compile_catalogues()


def fingerprint(locks: list[Path]) -> str:
    """Changes with the locks, with this Python, and when the folder is moved (scripts hold its path)."""
    parts = [sys.version, str(VENV), *(lock.read_text() for lock in locks)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def runs(python: Path) -> bool:
    try:
        return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def install(locks: list[Path]) -> None:
    started = time.monotonic()
    print("Installing the locked packages into .venv (once; half a minute, longer on a slow line) ...", flush=True)
    make_venv()
    if not (by_uv(locks) or by_pip(locks)):
        sys.exit(FAILED)
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def make_venv() -> None:
    """A fresh one where it is missing or its Python is gone; an existing one is kept."""
    if runs(VENV / "bin" / "python") and (VENV / "bin" / "pip").exists():
        return
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"{made.stdout.strip() or made.stderr.strip()}\n\n{NO_VENV}".strip())


def by_uv(locks: list[Path]) -> bool:
    """Fetch uv by pip, then everything by uv. Says nothing when it cannot: pip comes next."""
    uv = VENV / "bin" / "uv"
    if not uv.exists() and not pip("-q", "-r", str(HERE / "tool.txt"), quiet=True):
        return False
    asked = [part for lock in locks for part in ("-r", str(lock))]
    command = [str(uv), "pip", "install", "--require-hashes", "--only-binary", ":all:", "-q", *asked]
    environment = {"UV_SYSTEM_CERTS": "1", **index(), **os.environ, "VIRTUAL_ENV": str(VENV)}
    try:
        done = subprocess.run(
            [*command, "--python", str(VENV / "bin" / "python")], env=environment, capture_output=True
        )
    except OSError:
        return False
    return done.returncode == 0


def index() -> dict[str, str]:
    """The mirror that this machine's pip is told to use, in uv's words; uv does not read pip's configuration."""
    listed = subprocess.run([VENV / "bin" / "pip", "config", "list"], capture_output=True, text=True).stdout
    for line in listed.splitlines():
        name, _equals, value = line.partition("=")
        if name.endswith(".index-url"):
            return {"UV_DEFAULT_INDEX": value.strip("'")}
    return {}


def by_pip(locks: list[Path]) -> bool:
    print("uv did not get through here; pip takes over, which takes a minute or two ...", flush=True)
    return pip("-q", "--progress-bar", "off", *(part for lock in locks for part in ("-r", str(lock))))


def pip(*arguments: str, quiet: bool = False) -> bool:
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", *arguments]
    return subprocess.run(command, capture_output=quiet).returncode == 0


def compile_catalogues() -> None:
    """Message catalogues, where the text is newer than what Django reads; polib, so GNU gettext is not needed."""
    stale = [po for po in (ROOT / "locale").glob("*/LC_MESSAGES/*.po") if is_stale(po)]
    if not stale:
        return
    script = "import polib, sys\nfor po in sys.argv[1:]: polib.pofile(po).save_as_mofile(po[:-2] + 'mo')"
    subprocess.run([VENV / "bin" / "python", "-c", script, *map(str, stale)], check=True)


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


if __name__ == "__main__":
    main(sys.argv[1:])
