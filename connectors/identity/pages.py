"""What a person's browser sees of the simulated identity platform."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

FRAME = (
    '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>'
    'body{font:16px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;margin:0;background:#f2f4f8;color:#14202e}'
    "main{max-width:30rem;margin:0 auto;padding:1.25rem 1rem}h1{font-size:1.25rem}"
    "a{display:block;text-align:center;padding:.6rem;border-radius:.4rem;background:#1d4f9c;color:#fff;"
    "text-decoration:none}a.no{background:#fff;color:#14202e;border:1px solid #6b7684}</style></head>"
    "<body><main><h1>{title}</h1>{body}</main></body></html>"
)
TITLE = "省统一身份认证（演示）"


def authorize(people: Mapping[str, str], query: Mapping[str, str]) -> str:
    rows = "".join(
        f'<p><a href="/identity/agree?{escape(urlencode({**query, "person": subject}))}">以{escape(name)}登录</a></p>'
        for subject, name in people.items()
    )
    no = f'<p><a class="no" href="/identity/agree?{escape(urlencode({**query, "person": ""}))}">取消</a></p>'
    lead = "<p>供电服务门户申请确认你的身份。只提供一个专用编号，不提供姓名和证件号。</p>"
    return FRAME.replace("{title}", TITLE).replace("{body}", lead + rows + no)


def about(people: Mapping[str, str]) -> str:
    names = "、".join(people.values())
    return FRAME.replace("{title}", TITLE).replace("{body}", f"<p>可用来登录的人：{escape(names)}。</p>")
