"""Sample data for the gallery: every component in every state, long words included."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="用电户名称", help_text="与营业执照一致，我们会自动核对。")
    kw = forms.DecimalField(
        label="需要多大容量", widget=forms.NumberInput({"data-unit": "kW", "class": "w-8ch", "inputmode": "decimal"})
    )
    kind = forms.ChoiceField(
        label="用来做什么", choices=[("SHOP", "商店、餐饮"), ("FACTORY", "工厂、作坊")], widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label="还需要", required=False, choices=[("EV", "充电桩"), ("PV", "光伏")], widget=forms.CheckboxSelectMultiple
    )
    village = forms.ChoiceField(label="乡镇", choices=[("", "请选择"), ("1", "沙窝镇"), ("2", "八里畈镇")])
    note = forms.CharField(label="还想告诉我们什么", required=False, widget=forms.Textarea({"rows": 3}))
    photo = forms.FileField(label="现场照片", required=False)
    agree = forms.BooleanField(label="同意调取营业执照、不动产权证和身份证信息")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].option_hints = {"SHOP": "一般 160 千瓦以内", "FACTORY": "通常由 10 千伏供电"}  # type: ignore[attr-defined]


def clock(name: str, colour: str, days_left: int | None, **more: Any) -> SimpleNamespace:
    """Stands in for a running clock."""
    today = timezone.localdate()
    days = [
        SimpleNamespace(date=today + timedelta(days=n), counts=n % 6 != 2, reason="" if n % 6 != 2 else "周末")
        for n in range(1, 6)
    ]
    return SimpleNamespace(
        kind=name,
        due_on=today + timedelta(days=days_left) if days_left is not None else None,
        started_at=timezone.now() - timedelta(days=2),
        rule="R-16",
        light=lambda _at: colour,
        explain=lambda _at: days,
        **{
            "due_at": None,
            "limit_workdays": days_left and 5,
            "stopped_at": None,
            "is_provisional": False,
            "workdays_left": None,
            **more,
        },
    )


def samples() -> dict[str, Any]:
    now = timezone.now()
    parts = [
        {"title": "受理", "state": "done", "at": now - timedelta(days=3)},
        {"title": "现场勘查", "state": "current", "at": now + timedelta(days=1)},
        {"title": "答复供电方案", "state": "upcoming", "at": None},
    ]
    long_name = "信阳市新县八里畈镇某某农业科技发展有限责任公司第三分公司油茶加工厂二期工程项目部"
    return {
        "now": now,
        "blank": Sample(auto_id="id_%s"),
        "wrong": Sample({"kw": "-1", "name": "", "kind": "x"}, auto_id="wrong_%s"),
        "steps": [
            {"title": "申请与答复方案", "state": "current", "promised": now + timedelta(days=3), "turn": "CUSTOMER",
             "note": "请确认您收到的供电方案。", "parts": parts},
            {"title": "装表送电", "state": "upcoming", "promised": now + timedelta(days=12)},
        ],
        "sideways": [
            {"title": "申请", "state": "done", "actual": now - timedelta(days=3)},
            {"title": "答复方案", "state": "done", "actual": now - timedelta(days=1)},
            {"title": "施工", "state": "current", "promised": now + timedelta(days=4)},
            {"title": "装表送电", "state": "upcoming", "promised": now + timedelta(days=9)},
        ],
        "events": [
            {"at": now, "title": "方案已答复", "by": "客户经理 李敏", "text": "就近从沙窝 12 号公变接入。"},
            {"at": now - timedelta(days=2), "title": "已受理", "by": "营业窗口"},
        ],
        "clocks": [
            clock("供电工程", "GREEN", 4),
            clock("答复方案", "AMBER", 1, is_provisional=True),
            clock("装表送电", "RED", -2),
            clock("受理", "GREEN", 1, stopped_at=now),
            clock("审批", "GREEN", None, limit_workdays=2, workdays_left=1),
            clock("客户确认", "NONE", None),
        ],
        "rows": [
            {"label": "用电户", "value": long_name, "change_url": "#a"},
            {"label": "容量", "value": "1,250 kVA", "change_url": "#b", "note": "来自您的申请"},
            {"label": "不动产单元号", "value": ""},
        ],
        "long_name": long_name,
    }  # fmt: skip
