"""A platform that tells of projects, as demo and tests meet it: events since a cursor, also twice or shuffled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar

from connectors.simulation import Answer, Asked, Simulator

CHINA = timezone(timedelta(hours=8))
BEGUN = datetime(2026, 11, 2, 9, 0, tzinfo=CHINA)


class Project(dict[str, str]):
    """The facts of one project under their names on the wire."""


def project(code: str, name: str, owner: str, uscc: str, phone: str, town: str, *more: str) -> Project:
    needed_kva, wanted_on, level = more
    return Project(
        code=code, name=name, owner_name=owner, owner_uscc=uscc, phone=phone, township_code=town,
        address="产业集聚区", needed_kva=needed_kva, wanted_on=wanted_on, level=level,
    )  # fmt: skip


# No such firm exists: the codes only pass the check.
PROJECTS = (
    ("PROJECT_CODED", project(
        "2611-411523-04-01-000010", "年产五千吨山茶油精深加工项目", "新县试验山茶油有限公司", "91411523MA00000019",
        "13800000011", "411523100", "1600", "2027-06-30", "CITY")),
    ("PROJECT_CODED", project(
        "2611-411523-04-02-123452", "羽绒服装智能制造车间改造", "新县试验羽绒有限公司", "91411523MA0000002C",
        "13800000012", "411523104", "630", "2027-03-15", "COUNTY")),
    ("LICENCE_ISSUED", Project(
        owner_name="新县试验茶业有限公司", owner_uscc="91411523MA0000003F", phone="13800000013",
        township_code="411523202", address="集镇中心街", level="COUNTY")),
)  # fmt: skip


class InvestmentSimulator(Simulator):
    """`told` holds everything that was ever told, in the order of its cursor."""

    system = "investment"
    knobs: ClassVar[dict[str, Any]] = Simulator.knobs | {"twice": False, "backwards": False}
    seed: ClassVar[tuple[tuple[str, Mapping[str, str]], ...]] = PROJECTS

    def reset(self) -> None:
        super().reset()
        self.told: list[dict[str, Any]] = []

    def load(self) -> None:
        """What the demo finds there."""
        for n, (kind, facts) in enumerate(self.seed):
            self.tell(kind, facts, told_at=BEGUN + timedelta(days=n))

    def tell(self, kind: str, facts: Mapping[str, str], *, told_at: datetime, event_id: str = "") -> None:
        number = len(self.told) + 1
        row = {"id": event_id or f"{self.system}-{number:06d}", "kind": kind, "told_at": told_at.isoformat()}
        self.told.append({**row, "facts": dict(facts)})

    def answer(self, asked: Asked) -> Answer:
        if (asked.method, asked.path) != ("GET", "/v1/events"):
            return Answer(404, {"code": "NO_SUCH_INTERFACE"})
        after, limit = asked.query.get("after", "0"), asked.query.get("limit", "100")
        if not (after.isdecimal() and limit.isdecimal()):
            return Answer(422, {"code": "BAD_CURSOR"})
        rows = self.told[int(after) : int(after) + int(limit)]
        cursor = str(min(len(self.told), int(after) + len(rows)))
        shown = rows * 2 if self.knob("twice") else rows
        return Answer(200, {"events": shown[::-1] if self.knob("backwards") else shown, "cursor": cursor})
