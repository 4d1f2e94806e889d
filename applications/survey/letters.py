"""The letters of a case as PDF: the supply plan and the contract, in Chinese, with both signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def attach_letter(row: Any, *, at: datetime) -> None:
    """Render the letter of a Plan or a Contract and keep it with its SHA-256; the caller saves the row."""
