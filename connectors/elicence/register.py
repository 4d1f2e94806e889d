"""The demo county's register: people, businesses and property that do not exist, the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from stdnum.cn import ric, uscc

from connectors.elicence.wire import ROOT, check_character

REGION, REGION_BEFORE_1998 = "411523", "413029"
SURNAMES = "李王张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "明华建国秀英丽强磊洋勇艳杰娟涛超霞平刚桂兰玉珍志伟海燕春梅文静晓雨思远佳宁俊峰雪松"
TOWNSHIPS = ("新集镇", "沙窝镇", "吴陈河镇", "苏河镇", "八里畈镇", "周河乡", "陡山河乡", "浒湾乡", "千斤乡",
             "卡房乡", "郭家河乡", "陈店乡", "箭厂河乡", "泗店乡", "田铺乡")  # fmt: skip
VILLAGES = ["东湾", "西畈", "杨高山", "白果", "石门", "青山", "龙井", "柳林", "河铺", "大塘", "枫树", "桃园"]
STREETS = ["京九大道", "航空路", "将军路", "潢河南路", "香山路", "向阳路", "解放路", "文博路"]
TRADES = (
    ("茶业有限公司", "有限责任公司", "茶叶种植、加工与销售"),
    ("食品加工厂", "个体工商户", "食品加工"),
    ("木业有限公司", "有限责任公司", "木材加工"),
    ("农家饭店", "个体工商户", "餐饮服务"),
    ("机械制造有限公司", "有限责任公司", "机械零部件制造"),
    ("超市", "个体工商户", "日用百货零售"),
    ("新能源科技有限公司", "有限责任公司", "充电设施建设与运营"),
    ("旅游开发有限公司", "有限责任公司", "景区开发与经营"),
)
FIRST_OF_NAME = [
    "鑫源",
    "豫皖",
    "金兰",
    "将军红",
    "大别山",
    "青峰",
    "恒泰",
    "瑞丰",
    "祥和",
    "绿野",
    "云山",
    "宏达",
    "东升",
]


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    citizen_id: str
    sex: str
    born_on: date
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Business:
    name: str
    uscc: str
    is_individual: bool
    form: str
    legal_person: Person
    address: str
    established_on: date
    scope: str


@dataclass(frozen=True, slots=True)
class Property:
    certificate_no: str
    real_estate_unit: str
    owner_name: str
    owner_id: str
    address: str
    usage: str
    area_m2: str


class Register:
    """Everything follows from the seed. The first people and businesses are the ones the demo signs in as."""

    def __init__(self, seed: int = 411523, persons: int = 60, businesses: int = 40) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a demo register, not a secret
        self._serial = 0
        self.persons = tuple(self._person(n) for n in range(persons))
        self.businesses = tuple(self._business(n) for n in range(businesses))
        self.properties = tuple(self._all_properties())

    @property
    def demo_persons(self) -> tuple[Person, ...]:
        return self.persons[:6]

    @property
    def demo_businesses(self) -> tuple[Business, ...]:
        return self.businesses[:8]

    @cached_property
    def by_id(self) -> dict[str, Person | Business]:
        people: dict[str, Person | Business] = {person.citizen_id: person for person in self.persons}
        return people | {business.uscc: business for business in self.businesses}

    def properties_of(self, owner_id: str) -> list[Property]:
        return [one for one in self.properties if one.owner_id == owner_id]

    def _person(self, n: int) -> Person:
        roll = self._random
        born_on = date(1960, 1, 1) + timedelta(days=roll.randrange(15_000))
        order = roll.randrange(1, 1000)
        region = REGION_BEFORE_1998 if born_on.year < 1998 else REGION
        body = f"{region}{born_on:%Y%m%d}{order:03d}"
        name = roll.choice(SURNAMES) + "".join(roll.sample(GIVEN, roll.choice((1, 2, 2))))
        return Person(
            name=name,
            citizen_id=body + ric.calc_check_digit(body + "0"),
            sex="男" if order % 2 else "女",
            born_on=born_on,
            address=self._village_address(),
            phone=f"1380376{n:04d}",
        )

    def _business(self, n: int) -> Business:
        roll = self._random
        trade, form, scope = TRADES[n % len(TRADES)]
        is_individual = form == "个体工商户"
        body = ("92" if is_individual else "91") + REGION + "MA" + "".join(roll.choices("0123456789ABCDEFGH", k=7))
        return Business(
            name=f"新县{FIRST_OF_NAME[n % len(FIRST_OF_NAME)]}{trade}",
            uscc=body + str(uscc.calc_check_digit(body)),
            is_individual=is_individual,
            form=form,
            legal_person=self.persons[n % len(self.persons)],
            address=self._street_address(),
            established_on=date(2012, 1, 1) + timedelta(days=roll.randrange(4_500)),
            scope=scope,
        )

    def _all_properties(self) -> Iterator[Property]:
        """A home for each person; premises for each business, and every seventh business owns two."""
        for person in self.persons:
            yield self._property(person.name, person.citizen_id, person.address, "住宅")
        for n, business in enumerate(self.businesses):
            usage = "商业服务" if business.is_individual else "工业"
            yield self._property(business.name, business.uscc, business.address, usage)
            if n % 7 == 6:
                yield self._property(business.name, business.uscc, self._street_address(), "仓储")

    def _property(self, owner: str, owner_id: str, address: str, usage: str) -> Property:
        self._serial += 1
        letters = "JC" if usage == "住宅" else "GB"
        return Property(
            certificate_no=f"豫({self._random.randrange(2016, 2026)})新县不动产权第{self._serial:07d}号",
            real_estate_unit=f"{REGION}{self._random.randrange(1, 20):03d}{self._random.randrange(1, 40):03d}"
            f"{letters}{self._serial:05d}F{1:08d}",
            owner_name=owner,
            owner_id=owner_id,
            address=address,
            usage=usage,
            area_m2=f"{self._random.randrange(8000, 300000) / 100:.2f}",
        )

    def _village_address(self) -> str:
        roll = self._random
        return f"河南省信阳市新县{roll.choice(TOWNSHIPS)}{roll.choice(VILLAGES)}村{roll.randrange(1, 90)}号"

    def _street_address(self) -> str:
        return f"河南省信阳市新县新集镇{self._random.choice(STREETS)}{self._random.randrange(1, 300)}号"


def licence_id(type_code: str, issuer: str, serial: str) -> str:
    """A well-formed licence identifier, version 001."""
    return f"{ROOT}.{type_code}.{issuer}.{serial}.001.{check_character(type_code + issuer + serial + '001')}"
