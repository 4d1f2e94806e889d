"""`make bench`: every measurement, or those named: `python -m bench p4 p9`. Results are kept in bench/results.json."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

PIECES = ("p9", "p4")
RESULTS = Path(__file__).with_name("results.json")


def main(chosen: list[str]) -> int:
    if unknown := set(chosen) - set(PIECES):
        sys.stdout.write(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(PIECES)}.\n")
        return 2
    for name in chosen or PIECES:
        found = import_module(f"bench.{name}").main()
        known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps({**known, name.upper(): found}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
