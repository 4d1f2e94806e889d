"""`make bench`: every measurement, or those named: `python -m bench p3 p9`. Results are kept in bench/results.json.

The short form takes some ten minutes on two processors; `--long` takes the full sizes, `--tiny` shows that it runs.
How cost grows with the county: `python -m bench scale`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

PIECES = ("p9", "p10", "p3", "p2", "p1", "p5", "p6", "p7", "p8", "p11", "p12", "p13", "p14", "p15", "p4")
BY_NAME_ALONE = ("scale",)
BY_THEMSELVES = {"p4"}  # brings servers and settings of its own, so it needs a process of its own
WITHOUT_SERVERS = {"p9", *BY_THEMSELVES}
RESULTS = Path(__file__).with_name("results.json")


def main(given: list[str]) -> int:
    os.environ["BENCH_SIZE"] = next((word[2:] for word in given if word in ("--long", "--tiny")), "short")
    named = [word for word in given if word not in ("--long", "--tiny")]
    if unknown := set(named) - {*PIECES, *BY_NAME_ALONE}:
        known = ", ".join((*PIECES, *BY_NAME_ALONE, "--long", "--tiny"))
        sys.stdout.write(f"There is no {', '.join(sorted(unknown))}; there are {known}.\n")
        return 2
    chosen = named or list(PIECES)
    apart = [name for name in chosen if name in BY_THEMSELVES and len(chosen) > 1]
    failed = [name for name in apart if subprocess.run([sys.executable, "-m", "bench", name]).returncode]
    failed += _together([name for name in chosen if name not in apart])
    if failed:
        sys.stdout.write(f"Measured nothing: {', '.join(failed)}.\n")
    return 1 if failed else 0


def _together(names: list[str]) -> list[str]:
    """Measures these in one process and gives those that could not be: one that fails keeps no other from its turn."""
    from bench.ground import servers

    failed = []
    with nullcontext() if set(names) <= WITHOUT_SERVERS else servers():
        for name in names:
            try:
                keep(name, import_module(f"bench.{name}").main())
            except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever is wrong with this piece
                failed.append(name)
                sys.stdout.write(f"{problem}\n" if isinstance(problem, SystemExit) else traceback.format_exc())
    return failed


def keep(name: str, found: dict[str, object]) -> None:
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**known, name.upper(): found}, indent=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
