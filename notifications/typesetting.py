"""What leaves on paper: a PDF from a typst template and its words, in our typefaces."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent


def pdf(template: str, told: Mapping[str, Any], *, at: datetime, standards: tuple[str, ...] = ()) -> bytes:
    """The same bytes for the same words and moment. `template`: below `templates/`; it reads the input `told`.

    Raises typst.TypstError where the template cannot be set.
    """
    return typst.compile(
        _source(template), font_paths=_fonts(), sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
        pdf_standards=list(standards), timestamp=int(at.timestamp()),
    )  # fmt: skip


@cache
def _source(template: str) -> bytes:
    return (settings.BASE_DIR / "templates" / template).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Looked through once a process: to do so takes twice as long as to set a letter."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
