"""The townships of the demo county and roughly where they lie: public geography, for made-up data to hang on."""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    code: str
    name: str
    lon: float
    lat: float


SEAT = Town("411523100", "新集镇", 114.872, 31.638)
TOWNS = (
    SEAT,
    Town("411523101", "沙窝镇", 115.165, 31.722),
    Town("411523102", "吴陈河镇", 114.782, 31.778),
    Town("411523103", "苏河镇", 114.628, 31.776),
    Town("411523104", "八里畈镇", 115.042, 31.768),
    Town("411523200", "周河乡", 115.048, 31.585),
    Town("411523201", "陡山河乡", 114.712, 31.632),
    Town("411523202", "浒湾乡", 114.928, 31.742),
    Town("411523203", "千斤乡", 114.684, 31.718),
    Town("411523204", "卡房乡", 114.632, 31.572),
    Town("411523205", "郭家河乡", 114.662, 31.508),
    Town("411523206", "陈店乡", 114.708, 31.556),
    Town("411523207", "箭厂河乡", 114.752, 31.486),
    Town("411523208", "泗店乡", 114.838, 31.532),
    Town("411523209", "田铺乡", 114.962, 31.524),
)


def town_near(lon: float, lat: float) -> Town:
    return min(TOWNS, key=lambda town: (town.lon - lon) ** 2 + (town.lat - lat) ** 2)
