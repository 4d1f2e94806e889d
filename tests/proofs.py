"""What our documents name as a proof: is it there?"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.fault.__main__ import PARTS

ROOT = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`([^`]+)`")


def rows_of(document: str, key: str) -> list[list[str]]:
    """The cells of each row of its tables whose first cell looks like `key`."""
    lines = (ROOT / document).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines if line.startswith("| ")]
    return [row for row in rows if re.fullmatch(key, row[0])]


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_there(name: str) -> bool:
    """A test by file and name, a part of `make chaos`, a command of make, or a file or folder."""
    path, _colons, test = name.partition("::")
    if test:
        return (ROOT / path).is_file() and test in functions_of(path)
    if name.startswith("chaos:"):
        return name.removeprefix("chaos:") in {part.__name__ for part in PARTS}
    return name.startswith("make ") or (ROOT / name).exists()
