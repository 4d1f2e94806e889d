"""What changed in the API and when, and what will go: pages, headers and the document read the same lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

PAGE = "/api/changes/"
LEAST_NOTICE = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that callers can notice."""

    on: date
    version: str
    words: Any


@dataclass(frozen=True, slots=True)
class Going:
    """Addresses that begin with `prefix` still answer, and say so, until the end of `sunset_on`."""

    prefix: str
    since: date
    sunset_on: date
    words: Any
    instead: str = ""

    def __post_init__(self) -> None:
        if self.sunset_on - self.since < LEAST_NOTICE:
            raise ValueError("who calls an address has half a year to leave it")

    def headers(self) -> dict[str, str]:
        """`Deprecation` as RFC 9745 and `Sunset` as RFC 8594 have them."""
        links = f'<{PAGE}>; rel="deprecation"; type="text/html"'
        if self.instead:
            links += f', <{self.instead}>; rel="successor-version"'
        return {
            "Deprecation": f"@{_moment(self.since)}", "Sunset": http_date(_moment(self.sunset_on)), "Link": links
        }  # fmt: skip


def _moment(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


CHANGES: tuple[Change, ...] = (
    Change(
        date(2026, 11, 26), "1.1.0",
        _("A signature (confirm_plan, sign_contract, sign_lease, sign_undertaking) needs a code sent to the signer's "
          "phone: applications/{number}/signing_code/."),
    ),
    Change(
        date(2026, 11, 26), "1.1.0",
        _("More power names its account (account_no, or account: UNKNOWN); energy-services/ is new."),
    ),
    Change(
        date(2026, 11, 26), "1.1.0",
        _("A case tells where our works and the customer's stand; drawings and hidden works have a stage for their yes "
          "(DESIGN_OK, MID_OK); the receipt and the restored ground of an undertaking: applications/{number}/filing/."),
    ),
    Change(date(2026, 11, 26), "1.1.0", _("News to an address of yours: signed, repeated, with a log.")),
    Change(date(2026, 11, 26), "1.1.0", _("Tokens have scopes and limits; programs see and end them at tokens/.")),
    Change(
        date(2026, 11, 26), "1.1.0",
        _("Every list comes in pages: next, previous, results. Before, short lists came whole."),
    ),
    Change(date(2026, 11, 25), "1.0.0", _("The first version.")),
)  # fmt: skip
GOING: tuple[Going, ...] = ()


def going_at(path: str, listed: tuple[Going, ...]) -> Going | None:
    return next((one for one in listed if path.startswith(one.prefix)), None)


class SaysWhatGoes:
    """Adds the headers to answers of addresses that will go."""

    listed = GOING

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if going := going_at(request.path, self.listed):
            for name, value in going.headers().items():
                response[name] = value
        return response
