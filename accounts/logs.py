"""Logs: one JSON line an event on stdout, with request and actor id, and a second wall against personal data."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from stdnum.cn import ric, uscc

from accounts.masking import mask_id, mask_phone

SECRET_KEYS = frozenset(
    {"password", "code", "secret", "token", "authorization", "cookie", "phone", "name", "address", "id_number"}
)
HIDDEN = "***"
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
_BEARER = re.compile(r"pcp_[\w-]{20,}")


def scrubbed(text: str) -> str:
    """`text` without mobile numbers, tokens, and the citizen and credit numbers whose check digit is right."""
    text = _PHONE.sub(lambda found: mask_phone(found.group()), text)
    text = _EIGHTEEN.sub(lambda found: _number(found.group()), text)
    return _BEARER.sub("pcp_" + HIDDEN, text)


def _number(text: str) -> str:
    return mask_id(text) if ric.is_valid(text.upper()) or uscc.is_valid(text.upper()) else text


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, dict):
        return {key: HIDDEN if str(key).lower() in SECRET_KEYS else _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(inner) for inner in value]
    return value if isinstance(value, int | float | bool) or value is None else scrubbed(str(value))


def scrub(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last processor before the line is written."""
    return _clean(dict(event))


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure() -> None:
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def settings(level: str) -> dict[str, Any]:
    """The LOGGING setting. SQL is never logged: its parameters are people's data."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    scrub,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "django.db.backends": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
        },
    }
