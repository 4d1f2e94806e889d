"""What people see of the simulated WeChat: the question who signs in, and every phone with its messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

FRAME = Path(__file__).with_name("frame.html").read_text(encoding="utf-8")
AGREE = "/wechat/connect/oauth2/agree"
DEEDS = (
    ("follow", "关注"),
    ("leave", "取消关注"),
    ("once", "同意一次通知"),
    ("lasting", "长期接收通知"),
    ("refuse", "不再接收"),
)
LABELS = {"thing1": "事项", "character_string2": "编号", "time3": "时间", "thing4": "说明", "thing5": "服务"}


def _framed(title: str, body: str) -> str:
    return FRAME.replace("{title}", title).replace("{body}", body)


def authorize(people: Iterable[Any], query: Mapping[str, str]) -> str:
    choices = "".join(
        f'<p><a class="button" href="{AGREE}?{escape(urlencode({**query, "openid": one.openid}))}">'
        f"以“{escape(one.name)}”的身份继续</a></p>"
        for one in people
    )
    return _framed("微信登录", f"<p>供电公众号申请确认你的微信身份。不会获得昵称和头像。</p>{choices}")


def phones(people: Iterable[Any], shown: Iterable[Any]) -> str:
    kept = list(shown)
    return _framed(
        "演示微信", "".join(_phone(one, [row for row in kept if row.openid == one.openid]) for one in people)
    )


def _phone(person: Any, messages: list[Any]) -> str:
    state = "已关注" if person.is_following else "未关注"
    state += f" · 一次性通知余 {person.once} 次" + (" · 长期接收" if person.is_lasting else "")
    buttons = "".join(f'<button name="deed" value="{deed}">{label}</button>' for deed, label in DEEDS)
    cards = "".join(_card(row) for row in reversed(messages[-20:])) or "<li>还没有消息。</li>"
    return (
        f'<section id="{person.openid}"><h2>{escape(person.name)}</h2><p><small>{state}</small></p>'
        f'<form method="post" action="/wechat/act"><input type="hidden" name="openid" value="{person.openid}">'
        f"{buttons}</form><ul>{cards}</ul></section>"
    )


def _card(row: Any) -> str:
    lines = "".join(
        f"<div><dt>{LABELS.get(name, name)}</dt><dd>{escape(value)}</dd></div>" for name, value in row.data.items()
    )
    link = f'<a href="{escape(row.url)}">查看详情</a>' if row.url.startswith("http") else ""
    return f"<li><dl>{lines}</dl>{link}</li>"
