"""What personal data looks like to everybody who has no reason to see it whole."""

from __future__ import annotations

import re
from collections.abc import Callable


class Masked:
    """A value that prints, formats and serialises masked. `.plain` opens it; `accounts.access.reveal` logs who did."""

    __slots__ = ("mask", "plain")

    def __init__(self, plain: str, mask: Callable[[str], str]) -> None:
        self.plain = plain.plain if isinstance(plain, Masked) else plain
        self.mask = mask

    def __str__(self) -> str:
        return self.mask(self.plain)

    def __repr__(self) -> str:
        return f"<Masked {self}>"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Masked) and other.plain == self.plain

    def __hash__(self) -> int:
        return hash(self.plain)

    def __bool__(self) -> bool:
        return bool(self.plain)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Pickled (a cache, a task) it becomes its masked text: the plain value never leaves the process."""
        return str, (str(self),)

    def for_json(self) -> str:
        return str(self)


def mask_name(name: str) -> str:
    """张* for 张三, and for 张小明 as well: the length of a name is nobody's business."""
    return f"{name[0]}*" if name else ""


def mask_shop(name: str) -> str:
    """张**饭店: a shop often has its owner's name, and what it does tells it from the shop next door."""
    return f"{name[0]}**{name[-2:]}" if len(name) > 4 else mask_name(name)


def mask_phone(phone: str) -> str:
    """138****1234."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def mask_id(number: str) -> str:
    """The first and the last character."""
    return f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}" if len(number) > 2 else "*" * len(number)


_VILLAGE = re.compile(r"^.*?(?:村民委员会|居民委员会|村委会|居委会|社区|村)")
_TOWN = re.compile(r"^.*(?:街道|镇|乡|区|县|市)")


def mask_address(address: str) -> str:
    """An address down to the village or the community; where there is none, to the town."""
    found = _VILLAGE.match(address) or _TOWN.match(address)
    shown = found.group() if found else address[:3]
    return shown if shown == address else f"{shown}***"
