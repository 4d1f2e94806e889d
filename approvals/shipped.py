"""The four permits of a connection as the law knows them. A county changes them by adding dated rows, not here."""

from __future__ import annotations

from datetime import date
from typing import Any

from approvals.choices import Department, PermitKind

SINCE = date(2021, 1, 1)
REQUIRED = ["case_number", "area_name", "route_length_m", "works"]
FURTHER = ["route", "route_crs"]
PERMITS: dict[PermitKind, dict[str, Any]] = {
    PermitKind.PLANNING: {"department": Department.PLANNING, "basis": "城乡规划法第四十条"},
    PermitKind.GREENING: {"department": Department.GREENING, "basis": "城市绿化条例第十九条、第二十条"},
    PermitKind.ROAD_ADMINISTRATION: {
        "department": Department.ROAD,
        "basis": "公路法第四十四条、第四十五条;公路安全保护条例第二十七条",
    },
    PermitKind.ROAD_OCCUPATION: {
        "department": Department.EXCAVATION,
        "basis": "城市道路管理条例第二十九条、第三十条、第三十三条",
    },
}
