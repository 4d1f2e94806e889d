"""Loads the demo county once and prints who may sign in: `manage.py load_demo`. A second time it changes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.module_loading import module_has_submodule


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the sign-ins for a program to read")
        parser.add_argument("--history", action="store_true", help="the past alone, which takes a minute or two")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["history"]:
            os.nice(10)  # who uses the portal meanwhile goes first
            for demo in demos():
                if hasattr(demo, "load_history"):
                    demo.load_history(timezone.now())
            return
        sign_ins = [one for demo in demos() for one in told(demo.load(timezone.now()))]
        self.stdout.write(json.dumps(sign_ins, ensure_ascii=False) if options["json"] else as_table(sign_ins))


def demos() -> Iterator[Any]:
    """The `demo` module of every room that has one, lower floors first: the order of INSTALLED_APPS."""
    for room in apps.get_app_configs():
        if room.module is not None and module_has_submodule(room.module, "demo"):
            module = import_module(f"{room.name}.demo")
            if hasattr(module, "load"):
                yield module


def told(answer: Any) -> list[dict[str, Any]]:
    """What a room's `load` answered, where it answered with sign-ins."""
    return answer if isinstance(answer, list) else []


def as_table(sign_ins: list[dict[str, Any]]) -> str:
    """What a person types, the password or how the code comes, what they may do, and who they are."""
    officers = [one for one in sign_ins if one.get("password")]
    customers = [one for one in sign_ins if not one.get("password")]
    lines = [
        f"  {one['username']:<16}{one['password']:<28}{', '.join(one['roles']):<16}{one['name']}" for one in officers
    ]
    lines += [f"  {one['username']:<16}{'(a code by SMS)':<28}customer" for one in customers]
    return "\n".join(lines)
