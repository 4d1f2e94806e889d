"""What will go says so in every answer, half a year before."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.programs.changes import CHANGES, Going, SaysWhatGoes
from accounts.programs.document import VERSION

OLD = Going("/api/v1/old/", date(2026, 11, 1), date(2027, 6, 1), "Use new/.", instead="/api/v1/new/")


class Warns(SaysWhatGoes):
    listed = (OLD,)


def answer(path: str) -> HttpResponse:
    return Warns(lambda request: HttpResponse())(RequestFactory().get(path))


def test_an_address_that_will_go_says_since_when_and_until_when() -> None:
    told = answer("/api/v1/old/1/")
    assert told["Deprecation"] == "@1793491200"
    assert told["Sunset"] == "Tue, 01 Jun 2027 00:00:00 GMT"
    assert '</api/changes/>; rel="deprecation"' in told["Link"]
    assert '</api/v1/new/>; rel="successor-version"' in told["Link"]


def test_all_others_say_nothing() -> None:
    assert "Deprecation" not in answer("/api/v1/new/")


def test_nobody_is_given_less_than_half_a_year() -> None:
    with pytest.raises(ValueError, match="half a year"):
        Going("/api/v1/old/", date(2026, 11, 1), date(2027, 1, 1), "")


def test_the_newest_change_bears_the_version_of_the_document() -> None:
    assert CHANGES[0].version == VERSION
    assert [one.on for one in CHANGES] == sorted((one.on for one in CHANGES), reverse=True)
