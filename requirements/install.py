"""Installs what is locked into .venv: `python3 requirements/install.py run|test`. Needs nothing but Python 3.11.

uv does it in seconds; where uv cannot (an odd platform, a proxy), pip does the same from the same locks, slower.
Once the locks are installed the next call is a comparison of two short texts.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ["run.txt"], "test": ["run.txt", "test.txt"]}
AS_UV_CALLS_IT = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
}
NO_VENV = (
    "Python on this machine cannot make a virtual environment. "
    "On Debian or Ubuntu an administrator installs that with: apt install python3-venv"
)


def main(wanted: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one is what it finds
        return refuse(f"Python 3.11 or newer is needed; this is {platform.python_version()} ({sys.executable}).")
    lock = os.open(HERE, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    if is_installed(wanted):
        return 0
    started = time.monotonic()
    say(f"Installing the packages of `make {wanted}` into .venv (once) ...")
    if not make_venv():
        return refuse(NO_VENV)
    files = [str(HERE / name) for name in LOCKS[wanted]]
    if not with_uv(files) and not with_pip(files):
        return refuse("The packages could not be installed: see the lines above. Is the package index reachable?")
    stamp(wanted).write_text(digest(wanted))
    say(f"Installed in {time.monotonic() - started:.0f} s.")
    return 0


def refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def stamp(wanted: str) -> Path:
    return VENV / f".installed-{wanted}"


def digest(wanted: str) -> str:
    """What stands in the locks; another lock, another digest."""
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in LOCKS[wanted])).hexdigest()


def is_installed(wanted: str) -> bool:
    """The stamp tells of these very locks, and the interpreter it was made with is still there."""
    return stamp(wanted).exists() and stamp(wanted).read_text() == digest(wanted) and is_alive()


def is_alive() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0


def make_venv() -> bool:
    """A virtual environment with pip; one whose interpreter has gone is made anew."""
    if is_alive() and run([PYTHON, "-m", "pip", "--version"], quiet=True):
        return True
    return run([sys.executable, "-m", "venv", "--clear", VENV], quiet=True)


def with_uv(files: list[str]) -> bool:
    """uv itself comes from its locked wheel. It trusts the machine's certificates and uses the index pip would."""
    arguments = [argument for file in files for argument in ("-r", file)]
    tool = pip_install(["-r", str(HERE / "tool.txt")], quiet=True)
    command = [VENV / "bin" / "uv", "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "--no-build"]
    environment = {"UV_SYSTEM_CERTS": "1", "UV_INDEX_STRATEGY": "unsafe-best-match", **index_of_pip(), **os.environ}
    return tool and run([*command, *arguments], environment=environment)


def with_pip(files: list[str]) -> bool:
    say("uv could not install them; pip does it now, which takes a minute or two.")
    return pip_install([argument for file in files for argument in ("-r", file)])


def pip_install(arguments: list[str], *, quiet: bool = False) -> bool:
    options = ["-q", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    return run([PYTHON, "-m", "pip", "install", *options, *arguments], quiet=quiet)


def index_of_pip() -> dict[str, str]:
    """pip's settings of where packages come from, in uv's names."""
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    found = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        ours = AS_UV_CALLS_IT.get(name.rsplit(".", 1)[-1])
        if ours:
            found[ours] = ast.literal_eval(value)
    return found


def run(command: list[str | Path], *, quiet: bool = False, environment: dict[str, str] | None = None) -> bool:
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, env=environment, stdout=output, stderr=output).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
